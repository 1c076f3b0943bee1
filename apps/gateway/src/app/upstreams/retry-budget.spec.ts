import { RetryBudget } from './retry-budget';

describe('the budget for retries', () => {
  let now = 1_000_000_000;
  const budgetAfter = (requests: number): RetryBudget => {
    const budget = new RetryBudget(0.1, () => now);
    for (let count = 0; count < requests; count += 1) budget.request();
    return budget;
  };
  const taken = (budget: RetryBudget): number => {
    let count = 0;
    while (budget.take()) count += 1;
    return count;
  };

  it('grants one where little is asked, and a tenth of the requests otherwise', () => {
    expect(taken(budgetAfter(3))).toBe(1);
    expect(taken(budgetAfter(200))).toBe(20);
  });

  it('remembers ten seconds and no more', () => {
    const budget = budgetAfter(200);
    expect(taken(budget)).toBe(20);
    now += 9_000;
    expect(budget.take()).toBe(false);
    now += 1_000;
    expect(taken(budget)).toBe(1);
  });
});
