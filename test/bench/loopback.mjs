/** Asks a `plainview serve --json` that was started, through the contract. Resolves to `(name, input) => value`; a refusal throws. */
export async function connected(child) {
  let printed = ''
  for await (const chunk of child.stdout) {
    printed += chunk
    if (printed.trimEnd().endsWith('}')) break
  }
  const url = new URL(JSON.parse(printed).url)
  const post = async (path, body, token) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
    const answer = await (
      await fetch(new URL(path, url.origin), { method: 'POST', headers, body: JSON.stringify(body) })
    ).json()
    if (!answer.ok) throw new Error(`${path}: ${JSON.stringify(answer)}`)
    return answer.value
  }
  const { token } = await post('/session', { secret: new URLSearchParams(url.hash.slice(1)).get('secret') })
  return (name, input) => post(`/call/${name}`, input, token)
}
