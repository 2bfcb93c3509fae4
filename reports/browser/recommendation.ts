/** The page of a recommendation: its pictures are drawn already. */
import './style/recommendation.css'
import { startPage } from './kit/frame.ts'

startPage()
