import { useCallback, useEffect, useRef, useState } from "react";

/** Controls go when nothing moved for so long, in milliseconds. */
const FADE = 2_500;

/** Whether something moved a moment ago, and how to say so. */
export function useAwake(): [boolean, () => void] {
  const [awake, setAwake] = useState(true);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const wake = useCallback(() => {
    setAwake(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setAwake(false), FADE);
  }, []);
  useEffect(() => {
    wake();
    return () => clearTimeout(timer.current);
  }, [wake]);
  return [awake, wake];
}
