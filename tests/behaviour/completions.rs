//! What is installed beside the program: completions for shells and pages for man. Both
//! are made from the arguments, so these tests hold that nothing is left out on the way.

use std::process::Command;

use crate::cli::COMMANDS;
use crate::support::desk::Desk;

#[test]
fn every_shell_is_told_of_every_command() {
    let desk = Desk::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = desk.ok(&["completions", shell]);
        for command in COMMANDS.iter().filter_map(|command| command.last()) {
            let is_word = |text: &str| {
                text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').any(|word| word == *command)
            };
            assert!(script.lines().any(is_word), "{shell} lacks {command}");
        }
        for option in ["publish-to", "remove-status", "deny-warnings"] {
            assert!(script.contains(option), "{shell} lacks --{option}");
        }
    }
    let output = desk.statusctl(&["completions", "cmd"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("bash, elvish, fish, powershell, zsh"));
}

#[test]
fn bash_completes_what_has_been_typed() {
    let desk = Desk::new();
    desk.write("statusctl.bash", desk.ok(&["completions", "bash"]));
    let completed = |words: &[&str]| {
        let (line, last) = (words.join(" "), words.len() - 1);
        let script = format!(
            "source statusctl.bash; COMP_WORDS=({line}); COMP_CWORD={last}; \
             _statusctl statusctl '{}' '{}'; echo \"${{COMPREPLY[@]}}\"",
            words[last],
            words[last - 1]
        );
        let output = Command::new("bash").args(["-c", &script]).current_dir(desk.path("")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    assert_eq!(completed(&["statusctl", "chec"]), "check");
    assert_eq!(completed(&["statusctl", "trust", "ro"]), "rotate");
    assert_eq!(completed(&["statusctl", "trust", "rotate", "--remove"]), "--remove-root --remove-status");
    assert_eq!(completed(&["statusctl", "keygen", "--alg", "es"]), "es256");
}

#[test]
fn every_command_has_a_page_for_man() {
    let desk = Desk::new();
    desk.ok(&["manual", "man/man1"]);
    // Over those that are there.
    desk.ok(&["manual", "man/man1"]);
    for command in COMMANDS {
        let name = [&["statusctl"], *command].concat().join("-");
        let page = String::from_utf8(desk.read(&format!("man/man1/{name}.1"))).unwrap();
        assert!(page.contains(&format!(".TH {name} 1")), "{name}: {page}");
        let help = desk.ok(&[command, &["--help"][..]].concat());
        let about = help.lines().next().unwrap().replace('-', "\\-").replace('\'', "\\*(Aq");
        assert!(page.contains(&about), "{name}: {about}");
    }
    assert_eq!(std::fs::read_dir(desk.path("man/man1")).unwrap().count(), COMMANDS.len());
    desk.write("file", "");
    let said = desk.fails(&["manual", "file/man1"]);
    assert!(said.starts_with("error: file/man1: can't be written\n  because: "), "{said}");
}
