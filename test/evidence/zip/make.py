"""Archives that must be refused, each for one reason. Run in this folder: python3 make.py (Python 3, standard library).

They are written byte by byte (APPNOTE 6.3.10), so that nothing here depends on the program under test.
"""
import struct, zlib

LINE = b'{"seq":0}\n'

def deflate(data):
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    return c.compress(data) + c.flush()

def local(m):
    d = m.get('local', {})
    name = d.get('name', m['raw'])
    return struct.pack('<IHHHHHIIIHH', 0x04034b50, 20, m['flags'], d.get('method', m['method']), 0, 33,
                       d.get('crc', m['crc']), d.get('csize', m['csize']), d.get('usize', m['usize']), len(name), len(m['lextra'])) + name + m['lextra']

def central(m, offset):
    return struct.pack('<IHHHHHHIIIHHHHHII', 0x02014b50, m['made'], 20, m['flags'], m['method'], 0, 33, m['crc'],
                       m['central'].get('csize', m['csize']), m['central'].get('usize', m['usize']),
                       len(m['raw']), len(m['extra']), 0, 0, 0, m['attr'], offset) + m['raw'] + m['extra']

def member(name, data=LINE, method=0, **more):
    raw = name if isinstance(name, bytes) else name.encode()
    packed = deflate(data) if method == 8 else data
    m = dict(raw=raw, method=method, flags=0, crc=zlib.crc32(data), csize=len(packed), usize=len(data), packed=packed,
             made=3 << 8 | 20, attr=0o100644 << 16, extra=b'', lextra=b'', central={})
    m.update(more)
    return m

def archive(members, gap=b'', prefix=b'', tail=b'', count=None, share=None, between=b'', disk=0, comment=b''):
    out = bytearray(prefix)
    offsets = []
    for i, m in enumerate(members):
        if share is not None and i == share[0]:
            offsets.append(offsets[share[1]])
            continue
        if i: out += gap
        offsets.append(len(out))
        out += local(m) + m['packed']
    out += between
    start = len(out)
    for m, o in zip(members, offsets): out += central(m, o)
    n = len(members) if count is None else count
    out += struct.pack('<IHHHHIIH', 0x06054b50, disk, 0, n, n, len(out) - start, start, len(comment)) + comment + tail
    return bytes(out)

SEG = 'entries/000000.jsonl'
BIG = {'csize': 0xffffffff, 'usize': 0xffffffff}
SIZES = struct.pack('<HHQQ', 1, 16, len(LINE), len(LINE))
def seg(**more): return member(SEG, **more)

FILES = {
    'good': archive([seg()]),
    'good-deflated': archive([member('export/' + SEG, method=8), member('export/checkpoint', b'x\n')]),
    'good-comment': archive([seg()], comment=b'made by hand'),
    'good-zip64': archive([seg(local=BIG, central=BIG, extra=SIZES, lextra=SIZES)]),
    'duplicate-name': archive([seg(), member(SEG, b'{"seq":1}\n')]),
    'parent-folder': archive([seg(), member('../escape.jsonl')]),
    'parent-folder-inside': archive([seg(), member('entries/../../escape.jsonl')]),
    'absolute': archive([seg(), member('/etc/passwd')]),
    'drive-letter': archive([seg(), member('C:/x.jsonl')]),
    'backslash': archive([seg(), member('entries\\000001.jsonl')]),
    'dot-part': archive([seg(), member('./entries/000001.jsonl')]),
    'empty-part': archive([seg(), member('entries//000001.jsonl')]),
    'nul-in-name': archive([seg(), member('entries/000001.jsonl\0.txt')]),
    'name-not-utf8': archive([seg(), member(b'entries/\xff.jsonl', flags=1 << 11)]),
    'unicode-path-renames': archive([member(SEG, extra=struct.pack('<HHBI', 0x7075, 5 + 20, 1, zlib.crc32(SEG.encode())) + b'entries/000009.jsonl')]),
    'file-and-folder': archive([member('entries'), seg()]),
    'symlink': archive([seg(), member('heads', b'/etc', attr=0o120777 << 16)]),
    'fifo': archive([seg(), member('pipe', b'', attr=0o010644 << 16)]),
    'folder-with-content': archive([seg(), member('tile/', b'abc', attr=0o040755 << 16)]),
    'masked-directory': archive([member(SEG, flags=1 << 13)]),
    'strong-encryption': archive([member(SEG, flags=1 << 6 | 1)]),
    'patched-data': archive([member(SEG, flags=1 << 5)]),
    'data-after-end': archive([seg()], tail=b'after'),
    'data-before': archive([seg()], prefix=b'#!/bin/sh\nexit\n'),
    'data-between': archive([seg(), member('checkpoint')], gap=b'hidden, 16 bytes'),  # as long as a data descriptor
    'data-before-directory': archive([seg()], between=b'hidden'),
    'hidden-entry': archive([seg(), member('checkpoint')], count=1),
    'hidden-directory-entry': archive([seg(), member('checkpoint')], count=1, share=(1, 0)),
    'missing-entry': archive([seg()], count=2),
    'overlapping': archive([seg(), member('entries/000001.jsonl', local={'name': SEG.encode()}), ], share=(1, 0)),
    'overlapping-quoted': None,  # below
    'local-name-differs': archive([member(SEG, local={'name': b'entries/000001.jsonl'})]),
    'local-method-differs': archive([member(SEG, local={'method': 8})]),
    'local-size-differs': archive([member(SEG, local={'usize': 5, 'csize': 5})]),
    'stored-size-mismatch': archive([member(SEG, usize=99)]),
    'multi-disk': archive([seg()], disk=1),
    'too-many': None,  # below
    'bomb': archive([member(SEG, bytes(64 << 20), method=8)]),
    'bomb-announced': archive([member(SEG, b'', method=8, usize=1 << 31)]),
    'wrong-crc': archive([member(SEG, crc=1)]),
    'wrong-crc-deflated': archive([member(SEG, method=8, crc=1)]),
    'wrong-size-deflated': archive([member(SEG, method=8, usize=9)]),
    'deflate-damaged': archive([member(SEG, method=8, packed=b'\xff' * 12, csize=12)]),
    'segment-twice': archive([seg(), member(SEG + '.gz', b'')]),
    'no-log': archive([member('readme.txt', b'hello\n')]),
    'two-exports': archive([member('a/' + SEG), member('b/' + SEG)]),
}
FILES['truncated'] = FILES['good'][:-1]
FILES['truncated-data'] = FILES['good'][20:]

# D. Fifield's quoted overlap: the data of the first member is the local header of the second, and so on.
inner = member('entries/000001.jsonl')
second = local(inner) + inner['packed']
outer = member(SEG, second)
blob = local(outer) + second
cd = central(outer, 0) + central(inner, len(local(outer)))
FILES['overlapping-quoted'] = blob + cd + struct.pack('<IHHHHIIH', 0x06054b50, 0, 0, 2, 2, len(cd), len(blob), 0)

# zip64 end records that announce two million members.
base = local(seg()) + LINE
cd = central(seg(), 0)
z64 = struct.pack('<IQHHIIQQQQ', 0x06064b50, 44, 45, 45, 0, 0, 2_000_000, 2_000_000, len(cd), len(base))
loc = struct.pack('<IIQI', 0x07064b50, 0, len(base) + len(cd), 1)
FILES['too-many'] = base + cd + z64 + loc + struct.pack('<IHHHHIIH', 0x06054b50, 0, 0, 0xffff, 0xffff, 0xffffffff, 0xffffffff, 0)

for name, data in FILES.items():
    with open(name + '.zip', 'wb') as f: f.write(data)
