/** Texts behind addresses that the user named, as kubectl takes them: over TLS, within a time and a size. */
import type { RemoteText } from '../scenarios/text/input-files.ts'
import { mebibyte } from '../scenarios/text/input-limits.ts'

const waitMs = 30_000
const bytesMax = 32 * mebibyte
const redirectsMax = 5

type Fetch = (address: string, init: RequestInit) => Promise<Response>

/** @param ask in place of `fetch`, for tests. */
export async function fetchTexts(
  addresses: readonly string[],
  ask: Fetch = fetch,
): Promise<ReadonlyMap<string, RemoteText>> {
  const texts = new Map<string, RemoteText>()
  for (const address of new Set(addresses)) texts.set(address, await fetchText(address, ask))
  return texts
}

async function fetchText(address: string, ask: Fetch): Promise<RemoteText> {
  const signal = AbortSignal.timeout(waitMs)
  try {
    let url = new URL(address)
    for (let redirects = 0; redirects <= redirectsMax; redirects++) {
      const problem = problemOf(url)
      if (problem !== undefined) return { problem }
      const response = await ask(url.href, { signal, redirect: 'manual' })
      const location = response.headers.get('location')
      if (response.status >= 300 && response.status < 400 && location !== null) {
        url = new URL(location, url)
        continue
      }
      if (!response.ok) return { problem: `the server answers ${response.status}` }
      return await readBounded(response)
    }
    return { problem: `it leads on more than ${redirectsMax} times` }
  } catch (error) {
    return { problem: reasonOf(error) }
  }
}

/** Where a redirect leads is judged as what the user wrote. */
function problemOf(url: URL): string | undefined {
  if (url.protocol !== 'https:')
    return `${url.protocol}// lets anybody on the way change the text; expected https://`
  if (url.username !== '' || url.password !== '')
    return 'it holds a name or a password, which would stand in the result; expected an address without'
  return undefined
}

async function readBounded(response: Response): Promise<RemoteText> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length
    if (bytes > bytesMax) return { problem: `it has more than ${bytesMax / mebibyte} MiB` }
    chunks.push(chunk)
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks)) }
  } catch {
    return { problem: 'it is no UTF-8 text' }
  }
}

function reasonOf(error: unknown): string {
  const { name, message, cause } = error as Error & {
    readonly cause?: { readonly code?: string; readonly message?: string }
  }
  if (name === 'TimeoutError') return `no answer within ${waitMs / 1000} s`
  return cause?.code ?? cause?.message ?? message
}
