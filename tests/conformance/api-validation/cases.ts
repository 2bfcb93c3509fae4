/** What a real API server and kubectl took and refused, one manifest a case. */
import { readFileSync } from 'node:fs'

/** A refusal as the server gave it: field, reason, message. Of a wrong type the field is the Go path. */
export type Cause = readonly [field: string, reason: string, message: string]

export type ApiCase = {
  readonly id: string
  readonly group: string
  /** The change in words. */
  readonly what: string
  readonly kind: string
  /** The file as kubectl read it. */
  readonly text: string
  /** Whether `kubectl create` takes it, by `--validate`. */
  readonly accepted: { readonly strict: boolean; readonly warn: boolean }
  /** Who refused it: `validation`, `decoding`, `strict decoding`, `admission`, `kubectl`. */
  readonly by?: string
  readonly causes: readonly Cause[]
  /** Of accepted ones: the fields that the server added, changed and dropped. */
  readonly defaults?: {
    readonly added?: Readonly<Record<string, unknown>>
    readonly changed?: Readonly<Record<string, readonly [sent: unknown, stored: unknown]>>
    readonly dropped?: readonly string[]
  }
  /** Of accepted texts: parts of the stored object. */
  readonly stored?: Readonly<Record<string, unknown>>
}

type Row = Omit<ApiCase, 'causes'> & {
  readonly causes?: readonly Cause[]
  /** Stands in the text once and is meant so many times. */
  readonly repeat?: readonly [part: string, times: number]
}

export function readCases(): ApiCase[] {
  return readFileSync(new URL('cases.ndjson', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { repeat, causes = [], text, ...rest } = JSON.parse(line) as Row
      const whole =
        repeat === undefined ? text : text.replace(`"${repeat[0]}"`, `"${repeat[0].repeat(repeat[1])}"`)
      return { ...rest, causes, text: whole }
    })
}
