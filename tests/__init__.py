"""The suite; its folders mirror src/followthrough. Holds no test itself."""
