//! The generated data: what a platform of 20,000 creators has in its table, at any share of that size.

use std::collections::BTreeMap;

use domain::media::{OpenBroadcast, Publish};
use domain::{
    Application, ApplicationStatus, AuditAction, AuditEntry, Category, ChannelSettings, ChatModes, ChatSettings,
    IngressId, IngressInfo, IngressType, Media, Stream, StreamCard, Time, User, UserId, Username,
};
use dynoxide::{AttributeValue, Database, ImportOptions};
use store::load::{self, Items};

/// Items that go into the engine at once.
const BATCH: usize = 50_000;
const NAMES: [&str; 8] = ["Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gil", "Hana"];
const MOODS: [&str; 7] = ["Late", "Early", "Calm", "Wild", "Slow", "Open", "Tiny"];
const TOPICS: [&str; 9] = ["jazz", "chess", "clay", "rust", "maths", "golf", "yoga", "soup", "trains"];

/// How much of everything.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// Percent of the whole.
    pub percent: usize,
    /// Approved creators; the first is the star.
    pub creators: usize,
    /// Live ones among them.
    pub live: usize,
    /// Viewers, all of whom follow the star.
    pub viewers: usize,
    /// Creators whom the fan follows.
    pub fan_follows: usize,
    /// All follows together.
    pub follows: usize,
}

impl Size {
    /// So much of 20,000 creators, 1,000 of them live, and 200,000 follows.
    #[must_use]
    pub const fn percent(percent: usize) -> Self {
        Self {
            percent,
            creators: 200 * percent,
            live: 10 * percent,
            viewers: 500 * percent,
            fan_follows: 50 * percent,
            follows: 2_000 * percent,
        }
    }
}

/// The creator with the most followers.
pub const STAR: &str = "c00000";
/// The viewer who follows the most creators.
pub const FAN: &str = "fan";

type Outcome<T> = Result<T, crate::Failed>;

/// Fills `table` past the API; returns the number of items.
///
/// # Errors
/// An item that the engine refuses.
pub fn fill(database: &Database, table: &str, size: Size, now: Time) -> Outcome<usize> {
    let mut load = Load { database, table, waiting: vec![], written: 0 };
    let creators: Vec<User> = (0..size.creators).map(|n| creator(n, now)).collect::<Outcome<_>>()?;
    let followers = follows(&mut load, size, &creators, now)?;
    for (n, user) in creators.iter().enumerate() {
        load.add(load::creator(user, followers[n].len() as u64)?)?;
        load.add(load::application(&approved(user))?)?;
        let stream = stream(n, user, n < size.live, now);
        load.add(load::stream(&stream, u32::try_from((n * 7_919) % 4_000)?)?)?;
        load.add(load::listed(user, &stream, followers[n].len() as u64)?)?;
        load.add(load::followers(&user.id, followers[n].iter()))?;
        load.add(load::audit(&AuditEntry {
            id: format!("01{n:024}"),
            admin_id: UserId::parse("usr_ada")?,
            action: AuditAction::ApplicationApproved,
            user_id: user.id.clone(),
            reason: None,
            item_id: None,
            at: user.created_at,
        })?)?;
    }
    let mut totals: BTreeMap<Category, u64> = BTreeMap::new();
    for category in creators.iter().flat_map(|user| &user.categories) {
        *totals.entry(*category).or_default() += 1;
    }
    load.add(load::directory_total(None, creators.len() as u64)?)?;
    for (category, creators) in totals {
        load.add(load::directory_total(Some(category), creators)?)?;
    }
    load.flush()?;
    Ok(load.written)
}

/// Everybody follows the star, the fan the first creators, and the others some of them by lot. Returns the
/// followers of each creator.
fn follows(load: &mut Load<'_>, size: Size, creators: &[User], now: Time) -> Outcome<Vec<Vec<UserId>>> {
    let mut followers = vec![vec![]; creators.len()];
    let others = size.follows - size.viewers - size.fan_follows;
    let fan = (usize::MAX, FAN.to_owned());
    let mut at = now.plus_secs(-86_400);
    for (n, name) in (0..size.viewers).map(|n| (n, format!("v{n:05}"))).chain([fan]) {
        let user = user(&name, "Viewer", now)?;
        let followed: Vec<usize> = if n == usize::MAX {
            (0..size.fan_follows).collect()
        } else {
            let share = others / size.viewers + usize::from(n < others % size.viewers);
            let lot = (0..share).map(|k| 1 + (n * 7 + k * 131) % (creators.len() - 1));
            std::iter::once(0).chain(lot).collect()
        };
        for &creator in &followed {
            at = at.plus_millis(100);
            let to = &creators[creator];
            load.add(load::follow(&user.id, &to.id, to.categories.iter().copied().collect(), at)?)?;
            followers[creator].push(user.id.clone());
        }
        let ids: Vec<UserId> = followed.iter().map(|creator| creators[*creator].id.clone()).collect();
        load.add(load::following(&user.id, &ids))?;
        load.add(load::user(&user)?)?;
        if n % 10 == 0 {
            let bio = "I would like to stream.".to_owned();
            load.add(load::application(&Application::new(user.id, bio, vec![Category::Talk], at))?)?;
        }
    }
    Ok(followers)
}

fn user(name: &str, shown: &str, now: Time) -> Outcome<User> {
    let created_at = now.plus_secs(-30 * 86_400);
    Ok(User {
        id: UserId::parse(&format!("usr_{name}"))?,
        username: Username::parse(name)?,
        name: shown.to_owned(),
        bio: None,
        image: Some(format!("https://images.example.com/{name}.webp")),
        creator_status: None,
        categories: vec![],
        approved_at: None,
        channel: ChannelSettings::default(),
        created_at,
        updated_at: created_at,
    })
}

fn creator(n: usize, now: Time) -> Outcome<User> {
    let user = user(&format!("c{n:05}"), NAMES[n % NAMES.len()], now)?;
    Ok(User {
        bio: Some("I stream every night, and answer questions.".to_owned()),
        creator_status: Some(ApplicationStatus::Approved),
        categories: vec![Category::ALL[n % Category::ALL.len()]],
        approved_at: Some(user.created_at.plus_secs(i64::try_from(n)?)),
        ..user
    })
}

fn approved(user: &User) -> Application {
    let bio = user.bio.clone().unwrap_or_default();
    let sent = Application::new(user.id.clone(), bio, user.categories.clone(), user.created_at);
    Application { status: ApplicationStatus::Approved, reviewed_at: user.approved_at, ..sent }
}

fn stream(n: usize, user: &User, is_live: bool, now: Time) -> Stream {
    let ingress_id = IngressId::new(format!("IN_{}", user.username));
    let started_at = now.plus_secs(-3_600);
    let publish = Publish {
        ingress_id: ingress_id.clone(),
        resource_id: format!("RT_{n}"),
        started_nanos: started_at.as_millis() * 1_000_000,
    };
    let media = Media {
        newest_nanos: publish.started_nanos,
        broadcast: is_live.then(|| OpenBroadcast::of(&publish)),
        dead: vec![],
    };
    Stream {
        user_id: user.id.clone(),
        title: format!("{} {} talk", MOODS[n % MOODS.len()], TOPICS[n % TOPICS.len()]),
        description: Some("Every night from nine. Bring tea.".to_owned()),
        thumbnail: Some(format!("https://images.example.com/{}-now.webp", user.username)),
        tags: vec![],
        chat: ChatSettings::default(),
        modes: ChatModes::default(),
        pinned: None,
        reconnect_window: 60,
        recording: domain::recording::RecordingSettings::default(),
        raid: None,
        ingress: Some(IngressInfo {
            ingress_id,
            ingress_type: IngressType::Rtmp,
            server_url: "rtmp://ingress.example.com/live".to_owned(),
        }),
        media,
        revision: 1,
        card: StreamCard::of(user),
        created_at: user.created_at,
        updated_at: user.created_at,
    }
}

struct Load<'a> {
    database: &'a Database,
    table: &'a str,
    waiting: Vec<dynoxide::Item>,
    written: usize,
}

impl Load<'_> {
    fn add(&mut self, items: Items) -> Outcome<()> {
        for item in items {
            let attributes = item.into_inner().into_iter();
            self.waiting.push(attributes.map(|(name, value)| (name, attribute(value))).collect());
        }
        if self.waiting.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Outcome<()> {
        self.written += self.waiting.len();
        let options = ImportOptions { record_streams: false, set_cached_at: false };
        self.database.import_items(self.table, std::mem::take(&mut self.waiting), options)?;
        Ok(())
    }
}

fn attribute(value: serde_dynamo::AttributeValue) -> AttributeValue {
    use serde_dynamo::AttributeValue as Stored;
    match value {
        Stored::N(number) => AttributeValue::N(number),
        Stored::S(text) => AttributeValue::S(text),
        Stored::Bool(flag) => AttributeValue::BOOL(flag),
        Stored::B(bytes) => AttributeValue::B(bytes),
        Stored::Null(null) => AttributeValue::NULL(null),
        Stored::M(map) => AttributeValue::M(map.into_iter().map(|(name, value)| (name, attribute(value))).collect()),
        Stored::L(list) => AttributeValue::L(list.into_iter().map(attribute).collect()),
        Stored::Ss(texts) => AttributeValue::SS(texts),
        Stored::Ns(numbers) => AttributeValue::NS(numbers),
        Stored::Bs(blobs) => AttributeValue::BS(blobs),
    }
}
