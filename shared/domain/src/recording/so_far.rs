//! How much media a Vod has while its broadcast goes on.

use super::Run;
use crate::Time;
use crate::media::Publish;

/// Media that a Vod has by `now`, in milliseconds, while `push` is recorded, by its creator's last runs, the newest first,
/// which may be those of a moment ago. `None` where they do not tell: the newest of this Vod is not seen to record that push,
/// or one before it is not over.
#[must_use]
pub fn length_so_far(last_runs: &[Run], vod_id: &str, push: &Publish, now: Time) -> Option<u64> {
    let mut runs = last_runs.iter().filter(|run| run.vod_id == vod_id);
    let newest = runs.next().filter(|run| run.is_of(push) && !run.state.is_over() && run.started_at.is_some())?;
    let before = runs.map(|run| run.state.is_over().then(|| run.length_millis(now))).sum::<Option<u64>>()?;
    Some(before + newest.length_millis(now))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{active, at, ended, push, vod};
    use super::*;
    use crate::recording::RunState;

    #[test]
    fn it_is_told_where_one_run_goes_on_that_is_of_the_push() {
        let (first, second) = (push("RT_1", 0), push("RT_2", 100));
        let over = ended(&first, 1, RunState::Complete, 50);
        let now_on = active(&second, 1, 101);
        let length = |runs: &[&Run], of: &Publish| {
            let runs: Vec<Run> = runs.iter().map(|run| (*run).clone()).collect();
            length_so_far(&runs, &vod().id, of, at(111))
        };
        assert_eq!(length(&[&now_on, &over], &second), Some(22_000));
        assert_eq!(length(&[&now_on], &second), Some(10_000));
        // Another broadcast's run tells nothing of this one, and does not stand in the way.
        let other = Run { vod_id: "other".to_owned(), ..over.clone() };
        assert_eq!(length(&[&now_on, &other], &second), Some(10_000));
        // Not seen to record yet, of the push before, over, or one before it is not known to be over.
        let wanted = Run::new(&vod().id, &vod().user_id, &second, 1, at(101));
        let still_on = active(&first, 1, 1);
        assert_eq!(length(&[], &second), None);
        assert_eq!(length(&[&other], &second), None);
        assert_eq!(length(&[&wanted, &over], &second), None);
        assert_eq!(length(&[&still_on], &second), None);
        assert_eq!(length(&[&ended(&second, 1, RunState::Failed, 111), &over], &second), None);
        assert_eq!(length(&[&now_on, &still_on], &second), None);
    }
}
