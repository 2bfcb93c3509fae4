/** Amounts of resources as Kubernetes writes them. Source: k8s.io/apimachinery v0.36 pkg/api/resource, Quantity.String. */

const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const decimal = ['', 'k', 'M', 'G', 'T', 'P', 'E']

export function cpuText(millicores: number): string {
  return millicores % 1000 === 0 ? String(millicores / 1000) : `${millicores}m`
}

/** In the largest unit of which there is a whole number: those of two if it is one of them, else those of ten. */
export function bytesText(bytes: number): string {
  const inUnit = (base: number, units: readonly string[]): string => {
    let value = bytes
    let unit = 0
    while (value !== 0 && value % base === 0 && unit < units.length - 1) {
      value /= base
      unit++
    }
    return `${value}${units[unit]}`
  }
  return bytes % 1024 === 0 || bytes % 1000 !== 0 ? inUnit(1024, binary) : inUnit(1000, decimal)
}
