import type { Command } from 'commander'
import { answer } from '../answer.ts'
import { type BundleSealOptions, sealBundleFiles } from '../bundle/seal-files.ts'
import { type BundleVerifyOptions, verifyBundleFiles } from '../bundle/verify-files.ts'
import type { CliIo } from '../io.ts'
import { collect } from '../options.ts'

export function registerBundle(program: Command, io: CliIo): void {
  const bundle = program
    .command('bundle')
    .description('Checks what was handed over: sealed bundles, against their signature, the log and their contents.')
  bundle
    .command('verify')
    .description(
      'All checks of every bundle; exit 0 only if none fails and a trusted key has signed (40: one fails, 20: no trusted key).',
    )
    .argument('<path>', 'a bundle (folder or .zip), or a folder of bundles')
    .option('--log <export>', 'the log that names the bundles: folder, .zip, .jsonl[.gz]')
    .option('--vkey <key>', 'a key that is trusted to sign bundles; may be given more than once', collect)
    .option('--keys <file>', 'keys that sign bundles, with the sizes of the log they are trusted for')
    .option(
      '--key <file>',
      'private key of a recipient: JWK or PKCS#8 PEM; used in memory only; may be given more than once',
      collect,
    )
    .option('--passphrase-file <file>', 'passphrase of encrypted keys')
    .option('--json', 'print one JSON document')
    .action((path: string, options: BundleVerifyOptions) =>
      answer(io, options, () => verifyBundleFiles(path, options, io.interrupt())),
    )
  bundle
    .command('seal')
    .description('Reference writer: a conforming bundle from a plan, and the log entry to append for it.')
    .argument('<plan>', 'JSON: log, req, files with kind and categories, recipients with role and public key')
    .requiredOption('--out <folder>', 'where the bundle goes; must not exist or be empty')
    .requiredOption('--sign-key <file>', 'private key that signs bundle.note, never that of the log')
    .option('--seed <text>', 'random bytes from this text, for tests and samples only: no secret')
    .option('--json', 'print one JSON document')
    .action((plan: string, options: BundleSealOptions) => answer(io, options, () => sealBundleFiles(plan, options)))
}
