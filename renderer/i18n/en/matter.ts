export const matterWords = {
  'matter.open': 'Matter…',
  'matter.open.filtered': 'Matter of these…',
  'matter.title': 'Matter for a third party',
  'matter.text':
    'Story, rules, findings and raw entries of the chosen requests, with a proof for each entry that it is in the signed log. Whoever gets it can check it without the log.',
  'matter.starting': 'Beginning…',
  'matter.making': 'Putting it together: {phase}…',
  'matter.failed': 'The matter was not made',
  'matter.sealed':
    '{count, plural, one {# request in it is} other {# requests in it are}} secret by law. Do not pass it on to anybody whom the order does not allow.',
  'matter.holds':
    '{requests, plural, one {# request} other {# requests}} with {entries, plural, one {# entry} other {# entries}} of the log, as of {asOf}.',
  'matter.proofs': '{proofs, number} of {entries, plural, one {# entry} other {# entries}} proven',
  'matter.head': 'against {file}, which covers {size, plural, one {# entry} other {# entries}}.',
  'matter.trusted': 'That head is signed by a key you trust',
  'matter.untrusted': 'No key you trust has signed that head: add the log’s key under Trust and policy',
  'matter.log': 'The whole log: {headline}',
  'matter.save.matter.html': 'Page (HTML)',
  'matter.save.matter.html.text': 'One file for reading; no script, loads nothing.',
  'matter.save.matter.pdf': 'Page (PDF)',
  'matter.save.matter.pdf.text': 'The same, printed on A4.',
  'matter.save.matter.zip': 'Everything (.zip)',
  'matter.save.matter.zip.text': 'The page, its data, the raw entries, a .tlog-proof for each, and their hashes.',
  'matter.check': 'How it is checked',
  'matter.check.text':
    'In the unpacked folder, for each entry, with the log’s key from the operator. Exit code 0: it is in the signed log; 40: a byte was changed.',
  'matter.check.key': 'the log’s key',
} as const
