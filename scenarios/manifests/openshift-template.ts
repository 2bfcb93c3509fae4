/**
 * OpenShift templates: objects with parameters, processed with the defaults of the parameters, as `oc process` does. Source:
 * openshift/library-go pkg/template/templateprocessing/template.go (`${NAME}` within a text, `${{NAME}}` in place of a value).
 */
import { isMap, type Located } from '../text/located.ts'
import type { Report } from '../text/report.ts'

export function isOpenShiftTemplate(kind: string, group: string): boolean {
  return kind === 'Template' && (group === 'template.openshift.io' || group === '')
}

/** The objects of a template with the values of its parameters; a parameter without a value is reported. */
export function templateObjects(template: Located, report: Report): Located[] {
  const values = new Map<string, string>()
  for (const parameter of template.get('parameters').items()) {
    const name = parameter.get('name').value
    if (typeof name !== 'string') continue
    const value = parameter.get('value').value
    if (value !== undefined) values.set(name, String(value))
    // A generated value is a secret as a rule: any text of its kind will do.
    else if (!parameter.get('generate').isAbsent) values.set(name, 'generated')
    else if (parameter.get('required').value !== true) values.set(name, '')
    else
      report.error(
        'template-parameter',
        parameter,
        `parameter ${name} of the Template has no value; expected a value, as oc process does`,
        `add value to the parameter, or process the template first: oc process -f FILE -p ${name}=... -o yaml`,
      )
  }
  return template
    .get('objects')
    .items()
    .map((object) => object.withValue(substituted(object.value, values)).asRoot())
}

function substituted(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return substitutedText(value, values)
  if (Array.isArray(value)) return value.map((item) => substituted(item, values))
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      String(substitutedText(key, values)),
      substituted(child, values),
    ]),
  )
}

function substitutedText(text: string, values: ReadonlyMap<string, string>): unknown {
  const whole = /^\$\{\{([a-zA-Z0-9_]+?)\}\}$/.exec(text)
  const found = whole === null ? undefined : values.get(whole[1])
  if (found !== undefined) return parsedValue(found)
  return text.replace(/\$\{([a-zA-Z0-9_]+?)\}/g, (written, name: string) => values.get(name) ?? written)
}

/** What `${{NAME}}` stands for: JSON if it is any, else a text. */
function parsedValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
