/** Objects as the API server decodes them: unknown fields, wrong types, numbers out of range. */
import { isMap, type Located, type PathStep, pathText } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { FieldWalk } from './field-walk.ts'
import { type Finding, inServerOrder } from './finding.ts'

/** What becomes of unknown fields: as `kubectl --validate` has it. */
export type FieldValidation = 'strict' | 'warn' | 'ignore'

/**
 * Whether an object of that type could be decoded; what could not is reported, the server's first finding first.
 * Unknown fields break nothing but strictness: without it they are as if they were not there.
 */
export function checkFields(at: Located, type: string, validation: FieldValidation, report: Report): boolean {
  if (!isMap(at.value)) return false
  const walk = new FieldWalk((steps) => textAt(at, steps))
  const findings = walk.object(at.value, type)
  if (findings.length === 0) return true
  const isLive = isFromServer(at)
  let isGood = true
  for (const finding of inServerOrder(findings)) {
    if (finding.kind !== 'unknown') {
      isGood = false
      reportFinding(at, finding, 'error', report)
    } else if (validation !== 'ignore' && !(isLive && finding.steps[0] === 'status')) {
      if (validation === 'strict') isGood = false
      reportFinding(at, finding, validation === 'strict' ? 'error' : 'warn', report)
    }
  }
  return isGood
}

/** An object that a server wrote may have a status that newer versions know. */
function isFromServer(at: Located): boolean {
  return !at.at('metadata', 'uid').isAbsent || !at.at('metadata', 'resourceVersion').isAbsent
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
