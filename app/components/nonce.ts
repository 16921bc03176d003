import { createContext } from "react";

/** The CSP nonce of this answer. Empty in the browser, which hides it from scripts anyway. */
export const NonceContext = createContext("");
