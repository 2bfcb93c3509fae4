/**
 * Spans that lead to fields which take whole numbers only. Whether a field does is known to its reader alone, so it is tried:
 * the end of the span, and half a unit less.
 */
import { InputError } from '../diagnostic.ts'
import type { Combination } from './design.ts'
import type { ParameterValues, Setting } from './parameter-values.ts'

type Tried = { readonly values: ParameterValues }

/** The parameters, with whole numbers for those whose field rejects the others. */
export async function inWholeNumbers<P extends Tried>(
  parameters: readonly P[],
  compileAt: (combination: Combination) => Promise<unknown>,
): Promise<P[]> {
  const lowest = parameters.map(({ values }) => values.drawn(0))
  const takes = (index: number, setting: Setting): Promise<boolean> =>
    isTaken(setting, () => compileAt(lowest.with(index, setting)))
  const settled: P[] = []
  for (const [index, parameter] of parameters.entries()) {
    const whole = parameter.values.inWholeNumbers
    const end = whole?.drawn(1)
    const isForWhole =
      end !== undefined &&
      (await takes(index, end)) &&
      !(await takes(index, { ...end, value: (end.value as number) - 0.5 }))
    settled.push(isForWhole ? { ...parameter, values: whole! } : parameter)
  }
  return settled
}

/** Whether the field takes a setting: what is wrong elsewhere says nothing about it. */
export async function isTaken(setting: Setting, compile: () => Promise<unknown>): Promise<boolean> {
  const { name } = setting.at.source
  const { line, column } = setting.at.place()
  try {
    await compile()
    return true
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return !error.diagnostics.some(
      (found) => found.file === name && found.line === line && found.column === column,
    )
  }
}
