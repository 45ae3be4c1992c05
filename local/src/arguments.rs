//! The command line.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use domain::Username;
use runtime::Clock;

use crate::dev::{self, DevOptions};
use crate::live::{Encoder, encoder};
use crate::settings::Settings;
use crate::token::{Lifetime, token};
use crate::trouble::{Context as _, Trouble};

/// OnAir on this machine: the API, its functions, a DynamoDB and a LiveKit stand-in in one process.
#[derive(Debug, Parser)]
#[command(name = "cargo dev", bin_name = "cargo dev")]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// Port of the API; 3000 unless PORT is set
    #[arg(long, global = true)]
    port: Option<u16>,
    /// Address that the API listens on; others than this machine reach it by 0.0.0.0
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    listen: IpAddr,
    /// Keep the data in this directory; without it they are gone at the end
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Start empty: no people, nobody live
    #[arg(long)]
    no_demo: bool,
    /// Do not build the site: serve it as it is
    #[arg(long)]
    no_web: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Print a bearer token
    Token {
        /// Whose
        #[arg(value_parser = Username::parse)]
        username: Username,
        /// Role claim, as admin
        #[arg(long)]
        role: Option<String>,
        /// How long it is good
        #[arg(long, default_value = "1h")]
        expires: Lifetime,
    },
    /// Print the OpenAPI document, as `docs/openapi.json` has it
    Openapi,
    /// Have the stand-in behave as if the creator's encoder had connected
    Live {
        /// Whose
        #[arg(value_parser = Username::parse)]
        username: Username,
    },
    /// Have the stand-in behave as if the creator's encoder had stopped
    Offline {
        /// Whose
        #[arg(value_parser = Username::parse)]
        username: Username,
    },
}

impl Arguments {
    /// Does what they ask for.
    ///
    /// # Errors
    /// What keeps it from being done.
    pub async fn run(self) -> Result<(), Trouble> {
        let settings = Settings::read()?;
        let port = settings.port(self.port)?;
        match self.command {
            None => {
                let wanted = DevOptions {
                    listen: self.listen,
                    port,
                    data: self.data,
                    no_demo: self.no_demo,
                    no_web: self.no_web,
                };
                return dev::run(&settings, wanted).await;
            }
            Some(Command::Token { username, role, expires }) => {
                let secret = settings.get("JWT_SECRET").unwrap_or_default();
                let now = Clock::system().now();
                println!("{}", token(&secret, &settings.jwt()?, &username, role.as_deref(), expires, now)?);
            }
            Some(Command::Openapi) => {
                println!("{}", serde_json::to_string_pretty(&crate::openapi::document()).context("the document")?);
            }
            Some(Command::Live { username }) => println!("{}", encoder(Encoder::Connects, &username, port).await?),
            Some(Command::Offline { username }) => println!("{}", encoder(Encoder::Stops, &username, port).await?),
        }
        Ok(())
    }
}
