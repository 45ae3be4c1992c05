//! One write, or several as a transaction.

use runtime::Result;
use table::{Refusal, Transacted, Write};

/// How the chat's table makes writes: one by itself costs half of what it costs in a transaction.
pub(super) trait OneOrMore {
    async fn transact_or_write(&self, writes: Vec<Write>) -> Result<Option<Vec<Option<Refusal>>>>;
}

impl OneOrMore for table::Table {
    /// `None`: all of it happened; else the refusal of each.
    async fn transact_or_write(&self, mut writes: Vec<Write>) -> Result<Option<Vec<Option<Refusal>>>> {
        if writes.len() == 1
            && let Some(write) = writes.pop()
        {
            return Ok(self.write(write).await?.err().map(|refusal| vec![Some(refusal)]));
        }
        match self.transact(writes).await? {
            Transacted::Done => Ok(None),
            Transacted::Refused(refusals) => Ok(Some(refusals)),
        }
    }
}
