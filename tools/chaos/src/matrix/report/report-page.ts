import { type Matrix } from './matrix';
export const reportPage = (matrix: Matrix): string => JSON.stringify(matrix);
