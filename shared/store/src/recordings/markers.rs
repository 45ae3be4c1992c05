//! Markers stand in the item of their Vod: lists and pages have them without a read more, and each is one write.

use domain::UserId;
use domain::recording::{MAX_MARKERS, Marker, Vod, VodState};
use runtime::Result;
use table::{Refusal, item};

use super::items::VodItem;
use crate::Store;

/// How making a marker ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marked {
    /// It stands.
    Done,
    /// There are as many as there may be.
    Full,
    /// There is no such Vod, or it is somebody else's, or not in the state that was asked for.
    NoVod,
}

impl Store {
    /// Gives a Vod of this owner a marker of this id, unless there are as many as there may be; `only_in` a state, if one is
    /// given. One trip.
    pub async fn mark_vod(
        &self,
        vod_id: &str,
        owner: &UserId,
        only_in: Option<VodState>,
        id: &str,
        marker: &Marker,
    ) -> Result<Marked> {
        let mut write = VodItem::changed_by(vod_id, owner)?
            .set_expression(&format!("#markers.#{id} = :marker"))
            .bind(":marker", marker)?
            .when("size(#markers) < :most")
            .bind(":most", MAX_MARKERS)?;
        if let Some(state) = only_in {
            write = write.when("#state = :state").bind(":state", state)?;
        }
        Ok(match self.table.write(write).await? {
            Ok(()) => Marked::Done,
            Err(Refusal(found)) => {
                let vod: Option<Vod> = item::read_optional(found)?;
                let vod = vod.filter(|vod| vod.user_id == *owner && !vod.is_deleted());
                let is_it = vod.is_some_and(|vod| only_in.is_none_or(|state| vod.state == state));
                if is_it { Marked::Full } else { Marked::NoVod }
            }
        })
    }

    /// Takes a marker from a Vod of this owner; one that is not there is taken away already. `false`: there is no such
    /// Vod, or it is somebody else's. One trip.
    pub async fn unmark_vod(&self, vod_id: &str, owner: &UserId, id: &str) -> Result<bool> {
        // What can be no name in an expression is no marker's id.
        let is_id = (1..=64).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let id = if is_id { id } else { "none" };
        let write = VodItem::changed_by(vod_id, owner)?.remove_expression(&format!("#markers.#{id}"));
        Ok(self.table.write(write).await?.is_ok())
    }
}
