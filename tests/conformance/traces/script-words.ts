/** The language of the scripted runtime that the real kubelets talked to: `README.md` in this folder lists its words. */
import type { Container, Handler } from './pods.ts'

/** A word has a value, or is its own. */
export type Words = ReadonlyMap<string, string>

/** Words that say nothing about behavior: names, ports, what is logged or checked, and how much is sent. */
const neutral = [
  'sim',
  'probe',
  'hook',
  'id',
  'http',
  'grpc',
  'tcponly',
  'info',
  'body',
  'wanthost',
  'wantheader',
]

const translated = [
  ...['run', 'code', 'term', 'termcode', 'listen_after', 'startdelay', 'starterr'],
  ...['fail', 'ok_after', 'fail_after', 'flap', 'seq', 'latency', 'latency_after', 'attempts'],
  ...['status', 'redirect', 'loop', 'slowbody', 'fail_in_stop', 'exitcode', 'hang'],
]

/** Words that have no counterpart in a scenario, with the reason. */
const withoutCounterpart: Readonly<Record<string, string>> = {
  createerr: 'calls of CreateContainer that fail are not simulated',
}

/** @throws Error for a word that nobody has thought of. */
export function wordsOf(args: readonly string[]): Words {
  const words = new Map(args.map((word) => [word.replace(/=.*/s, ''), word.slice(word.indexOf('=') + 1)]))
  for (const word of words.keys()) {
    if (!translated.includes(word) && !neutral.includes(word) && withoutCounterpart[word] === undefined)
      throw new Error(`the word ${JSON.stringify(word)} of a conformance pod has no translation`)
  }
  return words
}

/** Words of the exec command, of the query, or of the name of the service. */
export function handlerWords({ exec, httpGet, grpc }: Handler): Words {
  if (exec !== undefined) return wordsOf(exec.command)
  const query = httpGet === undefined ? grpc?.service : httpGet.path?.split('?').slice(1).join('?')
  return wordsOf((query ?? '').split('&').filter((word) => word !== '' && word !== '/'))
}

/** Why the pod of these words cannot be simulated. */
export function reasonWithoutCounterpart(words: Words): string | undefined {
  return [...words.keys()].map((word) => withoutCounterpart[word]).find((reason) => reason !== undefined)
}

/** Whether nobody answers there: the port is closed, or speaks another protocol. A name that is not defined is another matter. */
export function isClosed(container: Container, { httpGet, tcpSocket, grpc }: Handler): boolean {
  const words = wordsOf(container.command)
  const open = [words.get('http'), words.get('grpc')].flatMap((ports) => ports?.split(',') ?? [])
  const asked = httpGet?.port ?? tcpSocket?.port ?? grpc?.port
  if (asked === undefined) return false
  const port = container.ports?.find(({ name }) => name === asked)?.containerPort ?? asked
  if (typeof port === 'string') return false
  return !open.includes(`${port}`) || httpGet?.scheme === 'HTTPS'
}

/** Whether the query asks for a redirect to the same host, which the kubelet follows: the answer is that of the last one. */
export function isFollowed(words: Words): boolean {
  return words.has('loop') || words.get('redirect')?.startsWith('/') === true
}

/** Names under which calls of this handler are logged. */
export function idsOf(handler: Handler): readonly string[] {
  if (handler.tcpSocket !== undefined) return ['tcp']
  const { exec, httpGet, grpc } = handler
  const text = decodeFully([...(exec?.command ?? []), httpGet?.path ?? '', grpc?.service ?? ''].join('&'))
  return [...text.matchAll(/\bid=([\w-]+)/g)].map(([, id]) => id)
}

function decodeFully(text: string): string {
  const decoded = decodeURIComponent(text)
  return decoded === text ? text : decodeFully(decoded)
}
