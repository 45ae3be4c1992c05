import { useState } from "react";
import styles from "./Avatar.module.css";
import { initial, picture } from "./picture.ts";

export interface AvatarProps {
  id: string;
  name: string;
  image?: string | null;
  size?: number;
  /** A red ring. */
  live?: boolean;
}

/** A user's picture, or their initial on colours of their own. The name stands beside it, so it is silent. */
export function Avatar({ id, name, image, size = 40, live = false }: AvatarProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const shown = image && image !== broken ? image : null;
  return (
    <span
      aria-hidden="true"
      className={live ? `${styles.avatar} ${styles.live}` : styles.avatar}
      style={{ inlineSize: size, blockSize: size, fontSize: size * 0.42, background: picture(id) }}
    >
      {shown ? <img src={shown} alt="" loading="lazy" onError={() => setBroken(shown)} /> : initial(name)}
    </span>
  );
}
