// SPDX-License-Identifier: Apache-2.0
// Training tokens are not model parameters: D and N of Hoffmann et al. 2022 change places easily.
#include "units/quantity.hpp"

using namespace chokepoint::units;

Quantity<Tokens, double> optimal_tokens(Quantity<ModelSize, double> size) {
  return of<TokensPerParameter>(20.0) * size;
}

Quantity<Tokens, double> use(Quantity<Tokens, double> tokens, Quantity<ModelSize, double> size) {
  (void)tokens;
  (void)size;
#ifdef WRONG
  return optimal_tokens(tokens);
#else
  return optimal_tokens(size);
#endif
}
