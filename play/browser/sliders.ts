/** The sliders of one workload, grouped by what they belong to. */
import { byId } from '../../reports/browser/kit/page-data.ts'
import { readable } from '../../reports/readable.ts'
import type { PlaySetting } from '../fields.ts'

/** @param given what a slider stands at. @param onChange while it moves. */
export function showSliders(
  settings: readonly PlaySetting[],
  given: (setting: PlaySetting) => number,
  onChange: (setting: PlaySetting, value: number) => void,
): void {
  const groups = new Map<string, PlaySetting[]>()
  for (const setting of settings) groups.set(setting.part, [...(groups.get(setting.part) ?? []), setting])
  const place = byId('sliders')!
  place.replaceChildren(
    ...Array.from(groups, ([part, own]) => {
      const group = document.createElement('fieldset')
      group.appendChild(document.createElement('legend')).textContent = part === '' ? 'workload' : part
      group.append(...own.map((setting) => slider(setting, given(setting), onChange)))
      return group
    }),
  )
}

function slider(
  setting: PlaySetting,
  value: number,
  onChange: (setting: PlaySetting, value: number) => void,
): HTMLElement {
  const row = document.createElement('div')
  const label = row.appendChild(document.createElement('label'))
  const output = row.appendChild(document.createElement('output'))
  const input = row.appendChild(document.createElement('input'))
  input.type = 'range'
  input.id = `slider-${setting.key}`
  input.dataset['key'] = setting.key
  label.htmlFor = input.id
  label.textContent = setting.name
  const { low, high, toPosition, toValue } = scaleOf(setting)
  input.min = String(low)
  input.max = String(high)
  input.step = '1'
  input.value = String(toPosition(value))
  const show = (current: number): void => {
    row.className = current === setting.value ? 'slider' : 'slider changed'
    const was = current === setting.value ? '' : ` (now ${textOf(setting, setting.value)})`
    output.textContent = textOf(setting, current) + was
    input.ariaValueText = output.textContent
  }
  show(value)
  input.addEventListener('input', () => {
    const current = toValue(Number(input.value))
    show(current)
    onChange(setting, current)
  })
  return row
}

/** Positions of a slider are whole numbers. */
function scaleOf({ scale, min, max }: PlaySetting): {
  readonly low: number
  readonly high: number
  readonly toPosition: (value: number) => number
  readonly toValue: (position: number) => number
} {
  if (scale === 'decades') {
    const toPosition = (value: number): number => Math.round(10 * Math.log10(value))
    const toValue = (position: number): number => Number((10 ** (position / 10)).toPrecision(2))
    return { low: toPosition(min), high: toPosition(max), toPosition, toValue }
  }
  const steps = scale === 'tenths' ? 10 : 1
  const toPosition = (value: number): number => Math.round(steps * value)
  return { low: toPosition(min), high: toPosition(max), toPosition, toValue: (position) => position / steps }
}

function textOf({ name, unit, asWritten }: PlaySetting, value: number): string {
  if (value === asWritten) return 'as written'
  if (name.endsWith(' every') && value === 0) return 'never'
  if (unit === '×') return `× ${readable(value)}`
  return unit === '' ? readable(value) : `${readable(value)} ${unit}`
}
