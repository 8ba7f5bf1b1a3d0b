//! A parsed page as a flat list in document order: what is below a node stands right after it.
//!
//! Sums over a subtree are then sums over a range, and no walk needs recursion, whatever the depth.

use dom_query::{Attr, Document, LocalName, NodeData, NodeId};

/// A page.
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
}

/// An element or a piece of text.
pub(super) struct Node {
    /// Index of the element around it; the root is its own.
    pub(super) parent: usize,
    /// One past the last node below it.
    pub(super) end: usize,
    /// What it is.
    pub(super) data: Data,
}

pub(super) enum Data {
    Element(LocalName, Vec<Attr>),
    Text(String),
}

impl Tree {
    /// Parses.
    pub(super) fn parse(html: &str) -> Tree {
        let document = Document::from(html);
        let mut nodes: Vec<Node> = vec![Node { parent: 0, end: 0, data: Data::Text(String::new()) }];
        let mut open: Vec<usize> = vec![0];
        let mut next: Option<NodeId> = document.tree.query_node(&document.root().id, |root| root.first_child).flatten();
        // The path from the root to `next`, so that no node is asked for its parent.
        let mut path: Vec<NodeId> = Vec::new();
        while let Some(id) = next {
            let index = nodes.len();
            let parent = open[open.len() - 1];
            let Some((data, first_child, next_sibling)) = document.tree.update_node(&id, |node| {
                let data = match &mut node.data {
                    NodeData::Element(element) => {
                        Some(Data::Element(element.name.local.clone(), std::mem::take(&mut element.attrs)))
                    }
                    NodeData::Text { contents } => Some(Data::Text(contents.to_string())),
                    _ => None,
                };
                (data, node.first_child, node.next_sibling)
            }) else {
                break;
            };
            let kept = data.is_some();
            if let Some(data) = data {
                nodes.push(Node { parent, end: index + 1, data });
            }
            if let (true, Some(child)) = (kept, first_child) {
                open.push(index);
                path.push(id);
                next = Some(child);
                continue;
            }
            next = next_sibling;
            while next.is_none() && !path.is_empty() {
                let (Some(done), Some(id)) = (open.pop(), path.pop()) else { break };
                nodes[done].end = nodes.len();
                next = document.tree.query_node(&id, |node| node.next_sibling).flatten();
            }
        }
        while let Some(done) = open.pop() {
            nodes[done].end = nodes.len();
        }
        Tree { nodes }
    }

    /// The tag name of an element, `""` for text.
    pub(super) fn name(&self, index: usize) -> &str {
        match &self.nodes[index].data {
            Data::Element(name, _) => name,
            Data::Text(_) => "",
        }
    }

    /// An attribute's value; absent and empty are the same.
    pub(super) fn attr(&self, index: usize, key: &str) -> Option<&str> {
        let Data::Element(_, attrs) = &self.nodes[index].data else { return None };
        attrs
            .iter()
            .find(|attr| &*attr.name.local == key)
            .map(|attr| attr.value.as_ref())
            .filter(|value| !value.is_empty())
    }

    /// Whether the element has the attribute, with a value or without.
    pub(super) fn has_attr(&self, index: usize, key: &str) -> bool {
        matches!(&self.nodes[index].data, Data::Element(_, attrs) if attrs.iter().any(|attr| &*attr.name.local == key))
    }

    /// The elements with this name, in document order.
    pub(super) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = usize> + 'a {
        (0..self.nodes.len()).filter(move |&index| self.name(index) == name)
    }

    /// The text below a node, white space collapsed.
    pub(super) fn text(&self, index: usize) -> String {
        let mut text = String::new();
        for at in index..self.nodes[index].end {
            match &self.nodes[at].data {
                Data::Text(piece) => push_collapsed(&mut text, piece),
                Data::Element(name, _) if !is_inline(name) => push_collapsed(&mut text, " "),
                Data::Element(..) => {}
            }
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// The elements around a node, nearest first.
    pub(super) fn ancestors(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(index), |&at| (at != 0).then(|| self.nodes[at].parent)).skip(1)
    }

    /// The nodes right below.
    pub(super) fn children(&self, index: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.nodes[index].end;
        std::iter::successors(Some(index + 1), move |&at| self.nodes.get(at).map(|node| node.end))
            .take_while(move |&at| at < end)
    }
}

/// Whether an element stands inside a line of text.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "span"
            | "sup"
            | "sub"
            | "q"
            | "cite"
            | "time"
            | "label"
            | "bdi"
            | "bdo"
            | "data"
            | "del"
            | "img"
            | "picture"
            | "source"
            | "acronym"
            | "address"
            | "ruby"
            | "rt"
            | "rp"
            | "output"
            | "meta"
            | "link"
            | "tt"
            | "button"
    )
}

/// Appends with every run of white space as one space, none at the start.
pub(super) fn push_collapsed(text: &mut String, piece: &str) {
    for c in piece.chars() {
        if c.is_whitespace() {
            if !text.is_empty() && !text.ends_with([' ', '\n']) {
                text.push(' ');
            }
        } else if !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}') {
            text.push(c);
        }
    }
}
