"""Proof files over test/vectors/tessera-log, made without the program under test: python3 make.py (standard library).

Entry 3 ("four"?) of the tree of 15, and ways in which such a file can be wrong.
"""
import base64, hashlib, struct

LOG = '../../vectors/tessera-log'
data = open(LOG + '/tile/entries/000.p/15', 'rb').read()
entries = []
while data:
    n, = struct.unpack('>H', data[:2])
    entries.append(data[2:2 + n])
    data = data[2 + n:]

leaf = lambda e: hashlib.sha256(b'\0' + e).digest()
node = lambda l, r: hashlib.sha256(b'\1' + l + r).digest()

def split(n):
    k = 1
    while k * 2 < n: k *= 2
    return k

def root(h):
    return h[0] if len(h) == 1 else node(root(h[:split(len(h))]), root(h[split(len(h)):]))

def path(m, h):  # RFC 6962 2.1.1
    if len(h) == 1: return []
    k = split(len(h))
    return path(m, h[:k]) + [root(h[k:])] if m < k else path(m - k, h[k:]) + [root(h[:k])]

def proof(index, size, first='c2sp.org/tlog-proof@v1', extra=None):
    hashes = path(index, [leaf(e) for e in entries[:size]])
    lines = [first] + ([f'extra {extra}'] if extra else []) + [f'index {index}'] + [base64.b64encode(h).decode() for h in hashes]
    return ('\n'.join(lines) + '\n\n').encode() + open(f'{LOG}/checkpoint.{size}', 'rb').read()

good = proof(3, 15)
signature = good.rindex(b' ') + 20
flipped = bytearray(good); flipped[signature] = ord('A') if flipped[signature] != ord('A') else ord('B')
FILES = {
    'entry-3-of-15.tlog-proof': good,
    'entry-0-of-1.tlog-proof': proof(0, 1),
    'with-extra.tlog-proof': proof(3, 15, extra='aGVsbG8='),
    'other-index.tlog-proof': good.replace(b'index 3', b'index 2'),
    'index-beyond.tlog-proof': good.replace(b'index 3', b'index 15'),
    'bad-signature.tlog-proof': bytes(flipped),
    'other-version.tlog-proof': proof(3, 15, first='c2sp.org/tlog-proof@v2'),
    'cut.tlog-proof': good[:100],
    'entry-3.line': entries[3],
    'entry-3-lf.line': entries[3] + b'\n',
    'entry-3-two-lf.line': entries[3] + b'\n\n',
    'entry-0.line': entries[0],
    'entry-4.line': entries[4],
}
for name, content in FILES.items():
    with open(name, 'wb') as f: f.write(content)
print(entries)
