use super::read;

fn check(table: &[(&str, &[&str])]) {
    for (text, expected) in table {
        let (source, facts) = read(text);
        let told = facts.asides.iter().map(|it| {
            let mark = if it.is_handed { "" } else { "? " };
            format!("{mark}{}", source.slice(it.take.span))
        });
        assert_eq!(told.collect::<Vec<_>>(), *expected, "{text}");
    }
}

#[test]
fn what_a_git_host_is_handed_is_told() {
    check(&[
        ("git clone https://$A@h/x", &["$A"][..]),
        ("git push \"https://u:${A}@h/x\" && echo $B", &["${A}"]),
        ("git -c http.extraheader=\"Basic $(printf :$A | base64)\" fetch", &["$A"]),
        ("H=$(printf :$A); K=$H; git -c http.extraheader=$K fetch", &["$K", "$H", "$A"]),
        ("H=$A; git -c http.extraheader=$H fetch; x $H", &["$H"]),
        ("pip install git+https://$A@h/x https://$B@h/simple", &["$A"]),
        ("echo https://$A@h/x/_git/y https://$B@h/z.git https://$C@h", &["$A", "$B"]),
        ("echo $A | gh auth login --with-token; echo $B | gh pr list", &["$A"]),
        ("docker login -u x -p $A h; docker run -e X=$B login", &["$A"]),
        ("gh auth login --with-token <<< $A; gh auth status $B", &["$A"]),
        ("if [ -z \"$A\" ]; then exit; fi; git clone h/$B", &["$B", "? $A"]),
        ("echo ::add-mask::$A; echo $B", &["? $A"]),
        ("echo $A; x --login $B", &[]),
        ("", &[]),
    ]);
}

#[test]
fn what_a_profile_is_given_is_told() {
    check(&[
        ("cat > ~/.dbt/profiles.yml <<EOF\n  token: $A\n  host: ${B}\nEOF\nx $C", &["$A", "${B}"]),
        ("P=~/.dbt/profiles.yml; echo \"token: $A\" | tee -a $P", &["$A"]),
        ("sed -i \"s|X|$A|\" dbt/profiles.yml; sed -i s/X/$B/ dbt_cloud.yml", &["$A"]),
        ("sed \"s|X|$A|\" t.yml > profiles.yaml", &["$A"]),
        ("envsubst '$A ${B}' < profiles.tmpl > profiles.yml", &["$A", "${B}"]),
        ("T=$A; echo \"token: $T\" >> profiles.yml", &["$T", "$A"]),
        ("X=$A cp t profiles.yml; dbt run --profile $B # profiles.yml", &[]),
    ]);
}
