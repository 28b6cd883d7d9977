//! Has the linker keep its tables in the small program, by which the build takes it apart (`crates/xtask/src/build/statics.rs`).

use std::env;

fn main() {
    let is_small = env::var("OPT_LEVEL").is_ok_and(|level| level == "z");
    if is_small && env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|target| target == "wasm32") {
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }
    println!("cargo::rerun-if-changed=build.rs");
}
