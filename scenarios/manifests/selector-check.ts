/** Selectors of workloads: they have to select their own template. */
import type { Labels } from '../text/label-selector.ts'
import { type Located, shown } from '../text/located.ts'
import type { Report } from '../text/report.ts'
import { isMapField, listField, textField } from './field.ts'

/** Reports a selector that is missing, or does not select the labels of the template. */
export function checkSelector(spec: Located, labels: Labels, report: Report): void {
  const selector = spec.get('selector')
  if (selector.isAbsent) {
    report.warn(
      'api-required',
      spec,
      `${selector.pathText}: Required value; the API server rejects this, the simulation does not need it`,
      'add selector.matchLabels with the labels of the template',
    )
    return
  }
  if (!isMapField(selector, report)) return
  const matchLabels = selector.get('matchLabels')
  const isMet = isMapField(matchLabels, report)
    ? matchLabels.keys().every((key) => labels[key] === matchLabels.get(key).value)
    : true
  const requirements = listField(selector.get('matchExpressions'), report)
  if (isMet && requirements.every((requirement) => meets(requirement, labels, report))) return
  report.error(
    'selector-mismatch',
    selector,
    `${spec.at('template', 'metadata', 'labels').pathText}: Invalid value: ${JSON.stringify(labels).slice(0, 200)}: \`selector\` does not match template \`labels\``,
    'give the template the labels of the selector',
  )
}

/** One entry of `matchExpressions`. */
function meets(requirement: Located, labels: Labels, report: Report): boolean {
  const key = textField(requirement.get('key'), report) ?? ''
  const values = requirement
    .get('values')
    .items()
    .map((item) => item.value)
  const found = Object.hasOwn(labels, key) ? labels[key] : undefined
  const operator = requirement.get('operator')
  switch (operator.value) {
    case 'In':
      return found !== undefined && values.includes(found)
    case 'NotIn':
      return found === undefined || !values.includes(found)
    case 'Exists':
      return found !== undefined
    case 'DoesNotExist':
      return found === undefined
    default:
      report.error(
        'selector-format',
        operator.isAbsent ? requirement : operator,
        `${operator.pathText}: Invalid value: ${shown(operator.value)}: not a valid selector operator`,
        'write In, NotIn, Exists or DoesNotExist',
      )
      return true
  }
}
