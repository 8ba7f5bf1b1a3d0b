//! Statements inside statements: A said that B had promised…

use variorum_record::{Span, Statement, StatementId};

/// Sets `within` to the smallest other statement in whose content a statement's own words stand.
pub(crate) fn inside_each_other(mut statements: Vec<Statement>) -> Vec<Statement> {
    let mut contents: Vec<(Span, usize)> = Vec::new();
    for (i, statement) in statements.iter().enumerate() {
        contents.extend(statement.content.iter().map(|span| (*span, i)));
    }
    contents.sort_by_key(|(span, i)| (span.start, std::cmp::Reverse(span.end), *i));
    let mut order: Vec<usize> = (0..statements.len()).collect();
    let probe = |statement: &Statement| match statement.cue {
        Some(cue) => cue,
        None => statement.content[0],
    };
    order.sort_by_key(|&i| probe(&statements[i]));
    let mut open: Vec<(Span, usize)> = Vec::new();
    let mut next = 0;
    let mut within: Vec<Option<usize>> = vec![None; statements.len()];
    for i in order {
        let at = probe(&statements[i]);
        while next < contents.len() && contents[next].0.start <= at.start {
            open.push(contents[next]);
            next += 1;
        }
        open.retain(|(span, _)| span.end > at.start);
        let around = open.iter().filter(|(span, other)| *other != i && span.contains(at) && span.len() > at.len());
        within[i] = around.min_by_key(|(span, other)| (span.len(), *other)).map(|(_, other)| *other);
    }
    for i in 0..statements.len() {
        // Two that stand in each other would go round in circles: the earlier one is the outer.
        let outer = within[i].filter(|&outer| within[outer] != Some(i) || outer < i);
        statements[i].within = outer.map(|outer| statements[outer].id);
    }
    statements
}

/// The id of the `i`-th statement.
pub(crate) fn id(i: usize) -> StatementId {
    StatementId(i as u32 + 1)
}
