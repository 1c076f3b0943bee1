const names = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Passes on to the child every signal meant for the command as a whole, and leaves the decision to end to the
 * child. Gives a function that stops passing and tells whether any came.
 */
export function forwardSignals(child) {
  let came = false;
  const pass = (name) => {
    came = true;
    child.kill(name);
  };
  for (const name of names) process.on(name, pass);
  return () => {
    for (const name of names) process.off(name, pass);
    return came;
  };
}
