/** A picture as wide as the page lets it be: drawn now, and anew when its place gets another width. */
export function keepFitted(place: HTMLElement, draw: () => void): void {
  let width = Number.NaN
  const redraw = (): void => {
    if (place.clientWidth === width) return
    width = place.clientWidth
    place.textContent = ''
    draw()
  }
  redraw()
  new ResizeObserver(redraw).observe(place)
}
