import { type Matrix } from './matrix';
export const matrixPage = (matrix: Matrix): string => JSON.stringify(matrix.place);
