//! A new migration is a new file: without this line the program would be built without it.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
