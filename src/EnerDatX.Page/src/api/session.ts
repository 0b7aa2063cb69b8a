/** The key that the node put into the address after the login. Only this origin can read it; the cookie that goes with it no script can read. */
const KEY = "enerdatx-key";

/** Takes the key out of the address before anything else happens. Says whether the link was used up or too old. */
export function takeKeyFromAddress(): boolean {
  if (!location.hash.startsWith("#key=")) {
    return false;
  }

  const key = location.hash.slice("#key=".length);
  history.replaceState(null, "", "/");
  if (/^[0-9a-f]{64}$/.test(key)) {
    localStorage.setItem(KEY, key);
    return false;
  }

  return true;
}

export const pageKey = (): string => localStorage.getItem(KEY) ?? "";

export const forgetKey = (): void => localStorage.removeItem(KEY);
