//! Why no clip is made.

use domain::clip::NoClip;

web::refusals! {
    /// What a clip is refused for.
    pub enum Refusal {
        NoHost = NotFound("Host not found"),
        NoVod = NotFound("Video not found"),
        Blocked = Forbidden("You are blocked by this creator"),
        Off = Forbidden("Clips are off"),
        FollowersOnly = Forbidden("Followers only"),
        NotLive = Conflict("Not live"),
        NotRecorded = Conflict("Not recorded"),
    }
}

impl Refusal {
    /// Of a recording that is hidden the caller is told what they were told of none.
    pub(super) const fn of(why: NoClip, hidden: Self) -> Self {
        match why {
            NoClip::Blocked => Self::Blocked,
            NoClip::Hidden => hidden,
            NoClip::Off => Self::Off,
            NoClip::FollowersOnly => Self::FollowersOnly,
        }
    }
}
