//! Histories of random chats against a model: who says what, what is taken out, whom a ban keeps out, while the worker is
//! ended in the midst of its work and is handed changes twice, late ones too, and LiveKit is away.
//!
//! `PROPTEST_CASES=10000 IT the_histories_of_random_chats`, where IT is the test binary of a release build, plays ten thousand;
//! each process draws its own, so that two with half as many each share the work of two cores.

mod fate;
mod model;
mod play;
mod sequences;

use std::cell::RefCell;
use std::sync::{Arc, Mutex};

use harness::World;
use local::{Follower, TableStream};

use self::fate::{Fate, hand_in};
use self::model::Model;
use self::play::{Play, messages};
use self::sequences::{PEOPLE, Step, Way, story};
use crate::hostile_events::{runner, runtime};

/// Cases that the suite runs; `PROPTEST_CASES` asks for more of them.
const CASES: u32 = 10;
/// Stories that share a world: it keeps what they leave.
const OF_A_WORLD: u32 = 250;

/// A world with people in it, for some stories one after the other.
struct Stage {
    world: World,
    stream: TableStream,
    fate: Arc<Mutex<Fate>>,
    played: u32,
}

impl Stage {
    async fn new() -> Self {
        let (world, fate) = (World::without_limits().await, Arc::new(Mutex::new(Fate::default())));
        for who in 1..PEOPLE {
            world.viewer(&format!("person_{who}")).await;
        }
        let handed = fate.clone();
        let chat_fan = Follower::chat_fan(world.table(), world.functions().chat_fan().clone());
        let chat_fan = chat_fan.by_way_of(move |batch, take_in| Box::pin(hand_in(batch, take_in, handed.clone())));
        let stream = TableStream::start(world.table(), chat_fan, None).await.unwrap();
        Self { world, stream, fate, played: 0 }
    }

    async fn play(&mut self, (is_live, steps): &(bool, Vec<Step>)) {
        self.played += 1;
        let host = format!("host_{}", self.played);
        let Self { world, stream, fate, .. } = self;
        let alice = world.creator(&host).await;
        if *is_live {
            world.post("/api/stream/ingress").by(&alice).expect(201).await;
            world.livekit().push_to_room(&alice.id).unwrap();
            world.livekit().settled().await;
        } else {
            world.stream_of(&alice).await;
        }
        let mona = format!("/api/chat/usr_{host}/moderators/usr_person_1");
        world.put(&mona).by(&alice).expect(200).await;
        let mut play = Play { world, stream, fate, host, is_live: *is_live, count: 0, model: Model::default() };
        for step in steps {
            play.step(step.clone()).await;
        }
        play.follow(Way { is_twice: true, is_again: true, ..Way::default() }).await;
        for who in [None, Some(play.bearer(0))] {
            let request = world.get(&play.path("/messages?limit=100"));
            let answer = match &who {
                Some(who) => request.by(who),
                None => request,
            };
            assert_eq!(messages(&answer.expect(200).await), play.model.history());
        }
    }
}

#[test]
fn the_histories_of_random_chats_are_those_of_a_model() {
    let runtime = runtime();
    let (stage, count) = (RefCell::new(runtime.block_on(Stage::new())), std::cell::Cell::new(0_u32));
    let told = runner(CASES).run(&story(), |story| {
        let mut stage = stage.borrow_mut();
        runtime.block_on(async {
            if stage.played == OF_A_WORLD {
                *stage = Stage::new().await;
                println!("{} stories were played", count.get());
            }
            stage.play(&story).await;
        });
        count.set(count.get() + 1);
        Ok(())
    });
    told.unwrap_or_else(|failed| panic!("{failed}"));
}
