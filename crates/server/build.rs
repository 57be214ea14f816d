//! Has the crate built anew when the screen or the handbook was: their files are embedded, and new ones are not noticed
//! otherwise.

fn main() {
    println!("cargo::rerun-if-changed=../../ui/dist");
    println!("cargo::rerun-if-changed=../../docs");
}
