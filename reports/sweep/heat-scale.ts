/** Steps of the colour of a heat map, and how many values of a parameter it takes: those with more are drawn as points. */
export const heatSteps = 7
export const heatValuesMax = 24
