/** A page of text alone. */
import './style/document.css'
import { startPage } from './kit/frame.ts'

startPage()
