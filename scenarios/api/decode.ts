/** Objects as the API server decodes them: unknown fields, wrong types, numbers out of range. */
import { isMap, type Located, type PathStep, pathText } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { withoutPaths } from '../text/value-path.ts'
import { FieldWalk } from './field-walk.ts'
import { type Finding, inServerOrder } from './finding.ts'

/** What becomes of unknown fields: as `kubectl --validate` has it. */
export type FieldValidation = 'strict' | 'warn' | 'ignore'

/**
 * The object as the server decodes it, undefined if it cannot; what is wrong is reported, the server's first finding first.
 * Unknown fields break nothing but strictness: without it they are dropped.
 */
export function decoded(
  at: Located,
  type: string,
  validation: FieldValidation,
  report: Report,
): Located | undefined {
  if (!isMap(at.value)) return undefined
  const findings = inServerOrder(new FieldWalk((steps) => textAt(at, steps)).object(at.value, type))
  const isLive = isFromServer(at)
  const dropped: (readonly PathStep[])[] = []
  let isGood = true
  for (const finding of findings) {
    const isUnknown = finding.kind === 'unknown'
    if (isUnknown && isLive && finding.steps[0] === 'status') continue
    const isError = !isUnknown || validation === 'strict'
    if (isError) isGood = false
    else dropped.push(finding.steps)
    if (isError || validation === 'warn') reportFinding(at, finding, isError ? 'error' : 'warn', report)
  }
  if (!isGood) return undefined
  return dropped.length === 0 ? at : at.withValue(withoutPaths(at.value, dropped))
}

/** An object that a server wrote may have a status that newer versions know. */
function isFromServer(at: Located): boolean {
  return ['uid', 'resourceVersion'].some((key) => Boolean(at.at('metadata', key).value))
}

function reportFinding(at: Located, finding: Finding, severity: 'error' | 'warn', report: Report): void {
  const where = at.at(...finding.steps)
  const isUnknown = finding.kind === 'unknown'
  const inside = isUnknown || finding.field === pathText(finding.steps) ? '' : ` at ${where.pathText}`
  const message = `${isUnknown ? '' : `${finding.field}: `}${finding.words}; expected ${finding.expected}${inside}`
  report[severity](finding.rule, where, message, finding.fix, isUnknown ? 'key' : 'value')
}

/** The word that a value begins with, as it is written. */
function textAt(at: Located, steps: readonly PathStep[]): string | undefined {
  const { sourceLine, column } = at.at(...steps).place()
  return sourceLine === undefined ? undefined : /^[-+.\w]+/.exec(sourceLine.slice(column - 1))?.[0]
}
