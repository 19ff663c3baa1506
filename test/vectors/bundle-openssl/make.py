"""Makes the bundles of this folder with the openssl command line, and none of Plainview's code.

    python3 make.py <empty folder>

openssl (command line)  keys, ECDH (pkeyutl -derive), Concat KDF (kdf SSKDF), AES key wrap (enc -id-aes256-wrap),
                        RSA-OAEP-256 (pkeyutl -encrypt), Ed25519 (pkeyutl -sign -rawin), SHA-256 and HMAC (dgst)
python3-cryptography    AES-256-GCM alone, through OpenSSL: `openssl enc` takes no AEAD ciphers
"""
import base64
import json
import os
import subprocess
import sys

import cryptography
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

OUT = sys.argv[1]
BUNDLE, LOG, REQ = 'bdl_by_openssl_01', 'openssl.example/log', 'req_openssl_0001'
TABLE = 'age,region,plan\n' + ''.join(f'{age},{region},{plan}\n' for age in ('30-39', '40-49') for region in ('north', 'south')
                                      for plan in ('free', 'plus', 'free', 'plus', 'family', 'family'))
LETTER = 'Dear authority,\nplease find the table enclosed.\n'
PASSPHRASE = 'a passphrase of this test'


def openssl(*args, data=b''):
    return subprocess.run(['openssl', *args], input=data, stdout=subprocess.PIPE, check=True).stdout


def path(*names):
    return os.path.join(OUT, *names)


def write(name, data):
    os.makedirs(os.path.dirname(path(name)), exist_ok=True)
    with open(path(name), 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def b64(data):
    return base64.b64encode(data).decode()


def b64u(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def sha256(data):
    return openssl('dgst', '-sha256', '-binary', data=data)


def jcs(value):
    return json.dumps(value, sort_keys=True, separators=(',', ':'), ensure_ascii=False)


def public_der(name):
    return openssl('pkey', '-in', path(name), '-pubout', '-outform', 'DER')


def new_key(name, *options):
    write(name, openssl('genpkey', *options))


def integer(der, at):
    """A DER INTEGER at `at`: its value without leading zeros."""
    length, at = der[at + 1], at + 2
    if length & 0x80:
        size = length & 0x7F
        length, at = int.from_bytes(der[at:at + size], 'big'), at + size
    return der[at:at + length].lstrip(b'\0'), at + length


def public_jwk(name, kind):
    der = public_der(name)
    if kind == 'P-256':
        return {'kty': 'EC', 'crv': 'P-256', 'x': b64u(der[-64:-32]), 'y': b64u(der[-32:])}
    if kind == 'X25519':
        return {'kty': 'OKP', 'crv': 'X25519', 'x': b64u(der[-32:])}
    start = der.index(b'\x02\x82\x01\x01\0', 20)
    n, at = integer(der, start)
    e, _ = integer(der, at)
    return {'kty': 'RSA', 'n': b64u(n), 'e': b64u(e)}


def thumbprint(jwk):
    return b64u(sha256(jcs(jwk).encode()))


def wrap_agreed(cek, recipient):
    curve = recipient['kind']
    new_key('ephemeral.pem', '-algorithm', 'X25519') if curve == 'X25519' else new_key(
        'ephemeral.pem', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256')
    write('peer.pem', openssl('pkey', '-in', path(recipient['file']), '-pubout'))
    shared = openssl('pkeyutl', '-derive', '-inkey', path('ephemeral.pem'), '-peerkey', path('peer.pem'))
    alg = b'ECDH-ES+A256KW'
    info = len(alg).to_bytes(4, 'big') + alg + bytes(8) + (256).to_bytes(4, 'big')
    kek = openssl('kdf', '-binary', '-keylen', '32', '-kdfopt', 'digest:SHA2-256', '-kdfopt', f'hexsecret:{shared.hex()}',
                  '-kdfopt', f'hexinfo:{info.hex()}', 'SSKDF')
    wrapped = openssl('enc', '-id-aes256-wrap', '-K', kek.hex(), '-iv', 'a6' * 8, data=cek)
    header = {'alg': 'ECDH-ES+A256KW', 'kid': recipient['kid'], 'epk': public_jwk('ephemeral.pem', curve)}
    os.remove(path('ephemeral.pem'))
    os.remove(path('peer.pem'))
    return header, wrapped


def wrap_rsa(cek, recipient):
    wrapped = openssl('pkeyutl', '-encrypt', '-inkey', path(recipient['file']), '-pkeyopt', 'rsa_padding_mode:oaep',
                      '-pkeyopt', 'rsa_oaep_md:sha256', '-pkeyopt', 'rsa_mgf1_md:sha256', data=cek)
    return {'alg': 'RSA-OAEP-256', 'kid': recipient['kid']}, wrapped


def wrap(cek, recipient):
    return (wrap_rsa if recipient['kind'] == 'RSA' else wrap_agreed)(cek, recipient)


def seal_general(plain, cek, recipients):
    protected = b64u(b'{"enc":"A256GCM"}')
    iv = openssl('rand', '12')
    sealed = AESGCM(cek).encrypt(iv, plain, protected.encode())
    wrapped = [wrap(cek, recipient) for recipient in recipients]
    return json.dumps({
        'protected': protected, 'iv': b64u(iv), 'ciphertext': b64u(sealed[:-16]), 'tag': b64u(sealed[-16:]),
        'recipients': [{'header': header, 'encrypted_key': b64u(key)} for header, key in wrapped],
    })


def seal_compact(plain, cek, recipients):
    (recipient,) = recipients
    header, wrapped = wrap(cek, recipient)
    protected = b64u(json.dumps({**header, 'enc': 'A256GCM'}).encode())
    iv = openssl('rand', '12')
    sealed = AESGCM(cek).encrypt(iv, plain, protected.encode())
    return '.'.join([protected, b64u(wrapped), b64u(iv), b64u(sealed[:-16]), b64u(sealed[-16:])])


def bundle(folder, bundle_id, recipients, seal):
    index = {'v': 1, 'files': [
        {'path': 'data/0002.jwe', 'name': 'table.csv', 'mediaType': 'text/csv', 'parts': ['data/0002.jwe']},
        {'path': 'data/0003.jwe', 'name': 'letter.txt', 'mediaType': 'text/plain', 'parts': ['data/0003.jwe']}]}
    claim = {'k': 6, 'quasi': ['age', 'region'], 'sensitive': ['plan'], 'l': 3}
    contents = [(jcs(index), 'index', [], None), (TABLE, 'table', ['subscriber'], claim), (LETTER, 'document', [], None)]
    payloads, manifest, total = [], '', 0
    for at, (text, kind, categories, anonymity) in enumerate(contents, 1):
        name, plain, cek = f'data/{at:04d}.jwe', text.encode(), openssl('rand', '32')
        file = seal(plain, cek, recipients).encode()
        write(f'{folder}/{name}', file)
        salt = openssl('dgst', '-sha256', '-mac', 'HMAC', '-macopt', f'hexkey:{cek.hex()}', '-binary',
                       data=b'disclosure-bundle/salt/v1')
        head = f'{bundle_id}\n{name}\n'.encode()
        item = {
            'path': name, 'bytes': len(file), 'sha256': b64(sha256(file)), 'kind': kind, 'categories': categories,
            'plain': {'bytes': len(plain), 'commit': b64(sha256(b'disclosure-bundle/plain/v1\n' + head + salt + plain))},
            'cek': b64(sha256(b'disclosure-bundle/cek/v1\n' + head + cek)),
        }
        payloads.append({**item, 'anonymity': anonymity} if anonymity else item)
        manifest += f'{sha256(file).hex()}  {name}\n'
        total += len(file)
    named = [{'kid': each['kid'], 'role': each['role']} for each in recipients]
    tags = {
        'bag-info.txt': f'Bagging-Date: 2026-03-01\nPayload-Oxum: {total}.{len(payloads)}\n',
        'bagit.txt': 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
        'disclosure.json': jcs({'v': 1, 'bundle': bundle_id, 'log': LOG, 'req': REQ, 'created': '2026-03-01T09:30:00Z',
                                'recipients': named, 'payloads': payloads}),
        'manifest-sha256.txt': manifest,
    }
    tagmanifest = ''.join(f'{sha256(text.encode()).hex()}  {name}\n' for name, text in tags.items())
    for name, text in {**tags, 'tagmanifest-sha256.txt': tagmanifest}.items():
        write(f'{folder}/{name}', text)
    lines = ['disclosure-bundle/v1', bundle_id, LOG, REQ, b64(sha256(tagmanifest.encode())), str(len(payloads))]
    text = '\n'.join(lines + [f'{each["role"]} {each["kid"]}' for each in named]) + '\n'
    write('note.txt', text)
    signature = openssl('pkeyutl', '-sign', '-rawin', '-inkey', path('signer.pem'), '-in', path('note.txt'))
    os.remove(path('note.txt'))
    public = public_der('signer.pem')[-32:]
    name = f'{LOG}/bundles'
    key_id = sha256(name.encode() + b'\n\x01' + public)[:4]
    write(f'{folder}/bundle.note', f'{text}\n\u2014 {name} {b64(key_id + signature)}\n')
    write('signer.vkey', name + '+' + key_id.hex() + '+' + b64(b'\x01' + public) + '\n')
    return {'type': 'disclosure.sealed', 'req': REQ, 'data': {
        'bundle': {'id': bundle_id, 'note': b64(sha256(text.encode())), 'payloads': len(payloads), 'bytes': total},
        'dataDisclosed': ['subscriber'], 'enc': 'A256GCM', 'recipients': named, 'tables': 1,
        'anonymity': [{'path': 'data/0002.jwe', 'k': 6, 'l': 3}]}}


def main():
    new_key('signer.pem', '-algorithm', 'ED25519')
    new_key('authority.pem', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256')
    new_key('auditor.pem', '-algorithm', 'X25519')
    new_key('operator.pem', '-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:2048')
    people = []
    for role, kind in (('authority', 'P-256'), ('auditor', 'X25519'), ('operator', 'RSA')):
        file = f'{role}.pem'
        people.append({'role': role, 'kind': kind, 'file': file, 'kid': thumbprint(public_jwk(file, kind))})
    received = {'type': 'request.received', 'req': REQ, 'data': {'dataRequested': ['subscriber', 'payment']}}
    entries = [received, bundle('general', BUNDLE, people, seal_general),
               *[bundle(f'compact-{each["role"]}', f'bdl_compact_{each["role"]}', [each], seal_compact) for each in people]]
    lines = [jcs({'v': 1, 'log': LOG, 'seq': seq, 'time': '2026-03-01T09:30:00.000Z', **entry}) for seq, entry in enumerate(entries)]
    write('log.jsonl', '\n'.join(lines) + '\n')
    for role in ('authority', 'auditor', 'operator'):
        write(f'{role}.encrypted.pem', openssl('pkcs8', '-topk8', '-in', path(f'{role}.pem'), '-v2', 'aes-256-cbc', '-v2prf',
                                               'hmacWithSHA256', '-passout', f'pass:{PASSPHRASE}'))
    os.remove(path('signer.pem'))
    print(openssl('version').decode().strip(), '| cryptography', cryptography.__version__)


main()
