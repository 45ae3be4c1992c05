//! A queue of webhooks: one after the other, each with LiveKit's own rules of repetition.

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE};

use super::{Letter, Outcome, Webhooks};

impl Webhooks {
    /// Delivers what is in a queue, in order, until it is empty or the stand-in stops.
    pub(super) async fn work(self, key: (String, String)) {
        let stop = self.0.stop.clone();
        tokio::select! {
            () = stop.wait() => {
                // What still waited is lost with the server.
                let left = self.desk().queues.remove(&key).map_or(0, |queue| queue.len());
                self.0.waiting.send_modify(|waiting| *waiting = waiting.saturating_sub(left + 1));
            }
            () = self.empty(&key) => {}
        }
    }

    async fn empty(&self, key: &(String, String)) {
        while let Some(letter) = self.next(key) {
            let outcome = self.deliver(&key.0, &letter).await;
            self.desk().log.change(letter.number, |webhook| webhook.outcome = outcome);
            self.0.waiting.send_modify(|waiting| *waiting = waiting.saturating_sub(1));
        }
    }

    /// The next letter; removes the queue when there is none.
    fn next(&self, key: &(String, String)) -> Option<Letter> {
        let mut desk = self.desk();
        let letter = desk.queues.get_mut(key)?.pop_front();
        if letter.is_none() {
            desk.queues.remove(key);
        }
        letter
    }

    async fn deliver(&self, url: &str, letter: &Letter) -> Outcome {
        if letter.queued_at.elapsed() > self.0.event_max_age {
            return Outcome::Dropped;
        }
        let token = match self.0.signer.token(letter.body.as_bytes()) {
            Ok(token) => token,
            Err(error) => {
                tracing::error!(%error, "a webhook cannot be signed");
                return Outcome::GivenUp;
            }
        };
        self.desk().log.change(letter.number, |webhook| webhook.authorization = Some(token.clone()));
        let mut waits = self.0.retry_waits.iter();
        loop {
            let status = self.attempt(url, &token, &letter.body).await;
            self.desk().log.change(letter.number, |webhook| {
                webhook.attempts += 1;
                webhook.status = status;
            });
            if status.is_some_and(is_final) {
                return Outcome::Delivered;
            }
            let Some(wait) = waits.next() else { return Outcome::GivenUp };
            tokio::time::sleep(*wait).await;
        }
    }

    /// The status of the answer; none without one.
    async fn attempt(&self, url: &str, token: &str, body: &str) -> Option<u16> {
        let request = self.0.client.post(url).header(CONTENT_TYPE, "application/webhook+json");
        let answer = request.header(AUTHORIZATION, token).body(body.to_owned()).send().await;
        answer.ok().map(|answer| answer.status().as_u16())
    }
}

/// Whether LiveKit makes no further attempt after this status.
fn is_final(status: u16) -> bool {
    status == 501 || !(status == 429 || status >= 500)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_429_and_5xx_but_501_are_tried_again() {
        let again: Vec<_> = (200..600).filter(|status| !is_final(*status)).collect();
        let expected: Vec<_> = [429].into_iter().chain((500..600).filter(|status| *status != 501)).collect();
        assert_eq!(again, expected);
    }
}
