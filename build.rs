//! What the compiler cannot see by itself: that a new migration is a new file, and which clients the tests can drive.
//!
//! A test that needs a client is ignored, and counted as such, where the client is not installed; `tests/setup.sh` installs them.

#[path = "tests/clients/detect.rs"]
mod clients;

use std::path::PathBuf;

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=build.rs");
    println!(
        "cargo::rustc-check-cfg=cfg(has_sqlite3, has_python, has_clients, has_git, has_pandoc, has_dot, has_browser, has_locked_folders, has_small_disks)"
    );
    let found = clients::found();
    let has_clients = found.modules.len() == clients::MODULES.len();
    for (name, is_there) in [
        ("has_sqlite3", found.sqlite3),
        ("has_python", found.python),
        ("has_clients", has_clients),
        ("has_git", is_there("git")),
        ("has_pandoc", is_there("pandoc")),
        ("has_dot", answers("dot", "-V")),
        ("has_browser", has_clients && is_there("chromium")),
        ("has_locked_folders", folders_can_be_locked()),
        ("has_small_disks", disks_can_be_made()),
    ] {
        if is_there {
            println!("cargo::rustc-cfg={name}");
        }
    }
    println!("cargo::rustc-env=ORGARCHIVE_TEST_PYTHON={}", clients::python());
    // Look again when one may have come or gone; tests/setup.sh leaves a note in tests/clients.
    for variable in ["PATH", "SQLITE3", "ORGARCHIVE_TEST_PYTHON"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    println!("cargo::rerun-if-changed=tests/clients");
    let mut watched = Vec::new();
    let has_all = ["git", "pandoc", "chromium"].iter().all(|name| is_there(name)) && answers("dot", "-V");
    if !found.sqlite3 || !found.python || !has_all {
        watched.extend(program_folders());
    }
    if !has_clients {
        watched.extend(found.library);
    }
    // What does not exist would count as changed every time, and all would be built again.
    for folder in watched.iter().filter(|folder| folder.is_dir()) {
        println!("cargo::rerun-if-changed={}", folder.display());
    }
}

/// Whether a program can be started.
fn is_there(program: &str) -> bool {
    answers(program, "--version")
}

fn answers(program: &str, argument: &str) -> bool {
    std::process::Command::new(program).arg(argument).output().is_ok_and(|output| output.status.success())
}

/// The folders in which programs are looked for; others in `PATH`, which may hold anything, are not watched.
fn program_folders() -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .filter(|folder| folder.is_absolute() && (folder.ends_with("bin") || folder.ends_with("sbin")))
        .collect()
}

/// Whether there can be a folder here in which we cannot write. Root can write everywhere but where `chattr` forbids it,
/// and not every system lets root do that.
#[cfg(target_os = "linux")]
fn folders_can_be_locked() -> bool {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;
    let folder = std::env::temp_dir().join(format!("orgarchive-build-{}", std::process::id()));
    if std::fs::create_dir(&folder).is_err() {
        return false;
    }
    let chattr = |flag: &str| Command::new("chattr").arg(flag).arg(&folder).output();
    let is_set = std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o555)).is_ok();
    let _ = chattr("+i");
    let is_locked = is_set && std::fs::write(folder.join("probe"), "").is_err();
    let _ = chattr("-i");
    let _ = std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755));
    let _ = std::fs::remove_dir_all(&folder);
    is_locked
}

/// Whether a user can have a file system of a chosen size here; containers may forbid it.
#[cfg(target_os = "linux")]
fn disks_can_be_made() -> bool {
    std::process::Command::new("unshare")
        .args(["-rm", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /tmp"])
        .output()
        .is_ok_and(|out| out.status.success())
}

#[cfg(not(target_os = "linux"))]
fn disks_can_be_made() -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
fn folders_can_be_locked() -> bool {
    false
}
