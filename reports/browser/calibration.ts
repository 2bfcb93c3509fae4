/** The page of a calibration: its pictures are drawn already. */
import './style/calibration.css'
import { startPage } from './kit/frame.ts'

startPage()
