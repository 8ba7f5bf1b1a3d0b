"""What Python spaCy says of texts. Called by `cargo xtask parity` and `cargo xtask speed`.

parity.py parity MODEL TEXTS OUT   one JSON line per text: its tokens
parity.py speed MODEL TEXTS        tokens per second at several batch sizes
TEXTS holds one JSON string per line.
"""

import json
import sys
import time

import spacy


def tokens(doc):
    return [
        [t.idx, len(t), t.norm_, t.shape_, t.lemma_, t.pos_, t.tag_, str(t.morph), t.head.i, t.dep_]
        + [bool(t.is_sent_start), t.ent_iob_, t.ent_type_]
        for t in doc
    ]


def main():
    mode, model, texts = sys.argv[1:4]
    nlp = spacy.load(model)
    nlp.max_length = 10**9
    lines = [json.loads(line) for line in open(texts, encoding="utf-8")]
    if mode == "parity":
        with open(sys.argv[4], "w", encoding="utf-8") as out:
            for doc in nlp.pipe(lines, batch_size=64):
                out.write(json.dumps(tokens(doc)) + "\n")
        return
    for size in (32, 128, 512, 1024, 2048):
        # Two rounds of which the second counts: caches are warm, as they are in a long run.
        for _ in range(2):
            start, cpu = time.perf_counter(), time.process_time()
            count = sum(len(doc) for doc in nlp.pipe(lines, batch_size=size))
            seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        print(f"batch size {size}: {count} tokens, {count / seconds:.0f} per second,", end=" ")
        print(f"{count / cpu:.0f} per second of processor time", flush=True)


main()
