//! What fuzzing has found, each as small as it could be made: the target holds its promise now.

/// Where an input lies: a target of one format knows no path.
pub struct Found {
    pub target: &'static str,
    pub path: &'static str,
    pub input: &'static [u8],
    /// What was so once.
    pub once: &'static str,
}

/// Every input that once broke a promise.
pub const FOUND: &[Found] = &[
    Found {
        target: "yaml",
        path: "",
        input: b"%: |\n %",
        once: "a line break at the end of a block stood behind the end of the file",
    },
    Found { target: "yaml", path: "", input: b"a: |\n x", once: "so it did in valid YAML" },
    Found { target: "yaml", path: "", input: b"a: >\n x", once: "and in a folded block" },
    Found {
        target: "toml",
        path: "",
        input: b"a=\xFF",
        once: "a problem began or ended inside of a character",
    },
    Found {
        target: "toml",
        path: "",
        input: b"['[owlountip_servers\xb6.dbtyuatle =\0\0\0\xff\xff\xff",
        once: "so did a key whose quote is not closed",
    },
    Found {
        target: "hcl_json",
        path: "",
        input: NESTED,
        once: "brackets that were made up to close the file were told as places of it",
    },
    Found {
        target: "toml",
        path: "",
        input: b"[[all\0\0\0wrule]]\nr\x89ule =[token\"\x84\xc2\x84-3}_serversc\x0b\x0b\x0b\x0b\x0b\x0b30o}_ser\x0b\x0b\x0b\x0b\x0b\xfb\x0b\xffcre[crntia\n\"seteamalsont\\xia\n\"s*teaualsont\\xt.\0\0rcre[crede\x0b",
        once: "a text whose escapes are none was longer than the file",
    },
    Found {
        target: "hcl_json",
        path: "",
        input: b"{\n  \"~\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[cloud[\"\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8\xd8x[ [\xc2vaprovidsemvi(((((((((ai**w(i,(((\x01\x01\0\0\0\0((token(((\x03{\x03\x03\x03\"",
        once: "what was made up to close a file was told in the middle of a character",
    },
    Found {
        target: "yaml",
        path: "",
        input: b"config:\n on: pulXXl_XX of \xf7\xf7\xf7\xf7a re\n on: pulXXl_XX of \xf7\xf7\xf7\xf7a repository.\n---            - name: DBT_USER\n      %'ene:\nup% \x06pository.\n---            - name: DBT_USER\n      %'ene:\nup% \x06\x06\x06 a:\n SE[[[slis% qetrics0sion: \"2010-09\x0d09nullrameters:\n  DbtToken: # unmarked\xff\xff\xff\xff\xff\xff\xff-sec\xffet-variablone.e\n  # keyt is, and n- name: DBT_USER\n  runs the stack.\nshape.  dbtcTextThdbtC-terraform\n",
        once: "a repair reached behind the end of its document, and the file was given up",
    },
    Found {
        target: "programs",
        path: "Jenkinsfile",
        input: b"pipeline {\n  URL = \"https://cloud.getdbt.com/\xd1\n}\n",
        once: "a text that is not closed ended in the middle of a letter",
    },
    Found {
        target: "pipeline",
        path: ".github/workflows/run.yml",
        input: b"on: DBT_TOKEN\xC3",
        once: "the place of a byte that is no text ended inside of a character",
    },
    Found {
        target: "pipeline",
        path: "Dockerfile",
        input: b"FROM a\nENV DBT_CLOUD_TOKE\xA4=\"\" DBT_TOKEN=x\nRUN ./fetch\n",
        once: "a name was cut in the middle of a letter of two bytes, and the file was given up",
    },
    Found {
        target: "documents",
        path: ".github/workflows/image.yml",
        input: b"on: push\njobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n          build-args: |\n            T\xff=${{ secrets.DBT_CLOUD_API_KEY }}\n",
        once: "the name of an argument was cut in the middle of a letter of two bytes",
    },
    Found {
        target: "baseline",
        path: "",
        input: b"\xEF\xBB\xBF\xEF\xBB\xBF0012",
        once: "a mistake behind two byte order marks was told behind the end of the file",
    },
];

/// Lists in lists, deeper than is read, and no end to them.
const NESTED: &[u8] = b"{\"variable\": [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[ \"x";
