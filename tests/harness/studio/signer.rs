//! Who signs a webhook: LiveKit's own Python SDK on the rig, the tests' own computation elsewhere.

use std::process::Stdio;

use tokio::io::AsyncWriteExt as _;
use tokio::process::Command;

use super::Studio;
use super::rig::{Rig, media};
use crate::Webhook;

impl Studio {
    /// The `Authorization` of a webhook with this body.
    ///
    /// # Panics
    /// When the SDK does not sign.
    pub async fn signature(&self, body: &str) -> String {
        match &self.rig {
            Some(rig) => rig.sign(body).await,
            None => Webhook::raw(body.as_bytes()).signature(self.world.clock().now()),
        }
    }
}

impl Rig {
    /// LiveKit's key and secret are in the environment already.
    #[expect(clippy::expect_used, reason = "a test without its rig has failed")]
    async fn sign(&self, body: &str) -> String {
        let mut command = Command::new(&self.python);
        command.arg(media("sign_webhook.py")).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("Python");
        // Dropped after the write: the program reads to the end.
        child.stdin.take().expect("its input").write_all(body.as_bytes()).await.expect("the body");
        let output = child.wait_with_output().await.expect("its output");
        assert!(output.status.success(), "LiveKit's SDK did not sign");
        String::from_utf8(output.stdout).expect("a token").trim().to_owned()
    }
}
