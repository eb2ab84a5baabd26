//! What `build.rs` wrote of the built-in files, read where it stands. No tree is made of it: a start of the program
//! looks at most of it once. How it is written, `written` there says.

/// A value.
#[derive(Clone, Copy, Debug)]
pub(in crate::policy) struct Written<'a> {
    mark: u8,
    number: u32,
    content: &'a str,
}

impl<'a> Written<'a> {
    /// The value of a text that holds one.
    pub(super) fn new(text: &'a str) -> Self {
        All(text).next().unwrap_or(Self { mark: 0, number: 0, content: "" })
    }

    pub(super) fn as_text(self) -> Option<&'a str> {
        (self.mark == b's').then_some(self.content)
    }

    pub(super) fn as_integer(self) -> Option<u32> {
        (self.mark == b'i').then_some(self.number)
    }

    pub(super) fn as_truth(self) -> Option<bool> {
        (self.mark == b'b').then_some(self.number == 1)
    }

    pub(super) fn as_list(self) -> Option<All<'a>> {
        (self.mark == b'l').then_some(All(self.content))
    }

    pub(super) fn as_table(self) -> Option<All<'a>> {
        (self.mark == b'd').then_some(All(self.content))
    }

    pub(super) fn type_name(self) -> &'static str {
        match self.mark {
            b's' => "text",
            b'i' => "a number",
            b'b' => "a truth value",
            b'l' => "a list",
            _ => "a table",
        }
    }
}

/// Values, one behind the other.
#[derive(Clone, Debug, Default)]
pub(in crate::policy) struct All<'a>(&'a str);

impl<'a> All<'a> {
    /// The values as the keys of a table with their values.
    pub(super) fn entries(mut self) -> impl Iterator<Item = (&'a str, Written<'a>)> {
        std::iter::from_fn(move || Some((self.next()?.content, self.next()?)))
    }
}

impl<'a> Iterator for All<'a> {
    type Item = Written<'a>;

    fn next(&mut self) -> Option<Written<'a>> {
        let bytes = self.0.as_bytes();
        let mark = *bytes.first()?;
        let (mut number, mut at) = (0, 1);
        while bytes[at] != b':' {
            number = number * 10 + u32::from(bytes[at] - b'0');
            at += 1;
        }
        let length = if matches!(mark, b's' | b'l' | b'd') { number as usize } else { 0 };
        let (content, rest) = self.0[at + 1..].split_at(length);
        self.0 = rest;
        Some(Written { mark, number, content })
    }
}
