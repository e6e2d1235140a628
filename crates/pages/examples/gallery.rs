//! Writes every page in its main states to a folder, to be looked at:
//! `cargo run -p doorward-pages --example gallery -- FOLDER`, then serve that folder.

#[path = "../src/samples.rs"]
mod samples;

use std::path::PathBuf;
use std::{env, fs, io};

use doorward_pages::assets;

fn main() -> io::Result<()> {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        return Err(io::Error::other("name the folder to write to"));
    };
    fs::create_dir_all(folder.join("assets"))?;
    for asset in assets() {
        fs::write(folder.join(asset.path.trim_start_matches('/')), asset.body)?;
    }
    for (name, document) in samples::all() {
        fs::write(folder.join(format!("{name}.html")), document)?;
    }
    Ok(())
}
