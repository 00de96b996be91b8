// SPDX-License-Identifier: Apache-2.0
// The names of dimensions and the symbols of kinds.
#include "units/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "units/dimensions.hpp"
#include "units/words.hpp"

namespace chokepoint::units {

namespace {

using namespace dimensions;

constexpr std::array names{
    Name{none, "a ratio", "a ratio", "", "0.26", Style::counted},
    Name{length, "a length", "length", "m", "2900 km", Style::rungs},
    Name{mass, "a mass", "mass", "kg", "5 kg", Style::counted},
    Name{time, "a duration", "time", "s", "180 day", Style::rungs},
    Name{speed, "a speed", "speed", "m/s", "2e5 km/s", Style::rungs},
    Name{power, "a power", "power", "W", "2.5 GW", Style::prefixed},
    Name{power / accelerator, "a power per accelerator", "power per accelerator", "W/H100e", "1704 W/H100e",
         Style::prefixed},
    Name{power / time, "a build rate", "build rate", "GW/yr", "4 GW/yr", Style::counted},
    Name{currency / power, "a price of capacity", "price of capacity", "USD/kW", "2400 USD/kW", Style::counted},
    Name{energy, "an energy", "energy", "Wh", "2.5 GWh", Style::prefixed},
    Name{compute, "an amount of compute", "compute", "FLOP", "2e25 FLOP", Style::scientific},
    Name{compute / time, "a computing performance", "computing performance", "FLOP/s", "2e15 FLOP/s",
         Style::scientific},
    Name{compute / time / accelerator, "a peak performance per accelerator", "performance per accelerator",
         "FLOP/s/H100e", "2e15 FLOP/s/H100e", Style::scientific},
    Name{compute / energy, "an energy efficiency", "energy efficiency", "FLOP/J", "1.2e12 FLOP/s/W", Style::scientific},
    Name{compute / token / parameter, "compute per token and parameter", "compute per token and parameter",
         "FLOP/token/parameter", "6 FLOP/token/parameter", Style::counted},
    Name{compute / currency, "compute per dollar", "compute per dollar", "FLOP/USD", "1e18 FLOP/USD",
         Style::scientific},
    Name{token, "a number of tokens", "a number of tokens", "token", "15e12 token", Style::counted},
    Name{token / time, "a token rate", "a token rate", "token/s", "23 token/s", Style::counted},
    Name{token / parameter, "tokens per parameter", "tokens per parameter", "token/parameter", "20 token/parameter",
         Style::counted},
    Name{token / image, "tokens per image", "tokens per image", "token/image", "22 token/image", Style::counted},
    Name{token / accelerator, "tokens per accelerator", "tokens per accelerator", "token/H100e", "330 token/H100e",
         Style::counted},
    Name{parameter, "a model size", "model size", "parameter", "1.8e12 parameter", Style::counted},
    Name{accelerator, "a number of accelerators", "a number of accelerators", "H100e", "2.2e6 H100e", Style::counted},
    Name{accelerator / time, "an accelerator production", "accelerator production", "H100e/yr", "1.85e6 H100e/yr",
         Style::counted},
    Name{accelerator / wafer, "accelerators per wafer", "accelerators per wafer", "H100e/wafer", "28 H100e/wafer",
         Style::counted},
    Name{wafer / accelerator, "wafers per accelerator", "wafers per accelerator", "wafer/H100e", "0.6 wafer/H100e",
         Style::counted},
    Name{wafer, "a number of wafers", "a number of wafers", "wafer", "180e3 wafer", Style::counted},
    Name{wafer / time, "a wafer production", "wafer production", "wafer/month", "180e3 wafer/month", Style::counted},
    Name{image, "a number of images", "a number of images", "image", "1e13 image", Style::counted},
    Name{image / time, "an image rate", "an image rate", "image/s", "1 image/s", Style::counted},
    Name{information, "an amount of information", "information", "bit", "16 Tbyte", Style::prefixed},
    Name{information / time, "a bandwidth", "bandwidth", "bit/s", "51.2 Tbit/s", Style::prefixed},
    Name{information / parameter, "information per parameter", "information per parameter", "bit/parameter",
         "8 bit/parameter", Style::counted},
    Name{information / accelerator, "information per accelerator", "information per accelerator", "bit/H100e",
         "750 Gbit/H100e", Style::prefixed},
    Name{currency, "an amount of money", "money", "USD", "1e9 USD", Style::counted},
    Name{currency / time, "a spending rate", "a spending rate", "USD/yr", "1e9 USD/yr", Style::counted},
    Name{currency / accelerator, "a price per accelerator", "a price per accelerator", "USD/H100e", "30e3 USD/H100e",
         Style::counted},
    Name{currency / accelerator / time, "a yearly cost per accelerator", "yearly cost per accelerator", "USD/H100e/yr",
         "7e3 USD/H100e/yr", Style::counted},
    Name{currency / token, "a price per token", "a price per token", "USD/token", "1e-9 USD/token", Style::counted},
    Name{currency / image, "a price per image", "a price per image", "USD/image", "0.05 USD/image", Style::counted},
    Name{currency / wafer, "a price per wafer", "a price per wafer", "USD/wafer", "17e3 USD/wafer", Style::counted},
};

// A coherent unit symbol and its exponent.
struct Factor {
  std::string_view symbol;
  int exponent = 0;
};

int exponent_of(const Dimension& dimension, Base which) {
  return dimension.exponents[static_cast<std::size_t>(which)];
}

// Mass stands in energies and powers far more than alone: the watts or joules that take up all mass and length, in the
// order in which a symbol is written.
std::vector<Factor> factors_of(const Dimension& dimension) {
  int mass_exponent = exponent_of(dimension, Base::mass);
  int length_exponent = exponent_of(dimension, Base::length);
  int time_exponent = exponent_of(dimension, Base::time);
  Factor watts{"W"};
  Factor joules{"J"};
  if (mass_exponent != 0 && length_exponent == 2 * mass_exponent) {
    // A power, or one that is spread over time, as a build rate is.
    const bool is_power = mass_exponent > 0 ? time_exponent <= -3 * mass_exponent : time_exponent == -3 * mass_exponent;
    (is_power ? watts : joules).exponent = mass_exponent;
    time_exponent += (is_power ? 3 : 2) * mass_exponent;
    mass_exponent = 0;
    length_exponent = 0;
  }
  return {{"FLOP", exponent_of(dimension, Base::compute)},
          watts,
          joules,
          {"kg", mass_exponent},
          {"m", length_exponent},
          {"s", time_exponent},
          {"bit", exponent_of(dimension, Base::information)},
          {"token", exponent_of(dimension, Base::token)},
          {"parameter", exponent_of(dimension, Base::parameter)},
          {"H100e", exponent_of(dimension, Base::accelerator)},
          {"wafer", exponent_of(dimension, Base::wafer)},
          {"image", exponent_of(dimension, Base::image)},
          {"USD", exponent_of(dimension, Base::currency)}};
}

/// "m^2". Exponents that no word is read with are shared among words: "m^9*m^8".
std::string raised(std::string_view symbol, int exponent, char between) {
  if (exponent == 1) return std::string(symbol);
  const int part = std::clamp(exponent, -unit_exponent_limit, unit_exponent_limit);
  std::string text = fmt::format("{}^{}", symbol, part);
  if (exponent != part) text += between + raised(symbol, exponent - part, between);
  return text;
}

}  // namespace

const Name* find_name(const Dimension& dimension) {
  for (const Name& name : names) {
    if (name.dimension == dimension) return &name;
  }
  return nullptr;
}

std::string_view usual_unit(const Name& name) {
  const std::size_t space = name.example.find(' ');
  return space == std::string_view::npos ? std::string_view() : name.example.substr(space + 1);
}

std::string name_of(const Kind& kind) {
  if (kind.growth) return "a yearly growth";
  const Name* name = find_name(kind.dimension);
  return name != nullptr ? std::string(name->name) : symbol_of(kind);
}

std::string symbol_of(const Kind& kind) {
  if (kind.growth) return "x/yr";
  std::string symbol;
  const std::vector<Factor> factors = factors_of(kind.dimension);
  for (const auto& [word, exponent] : factors) {
    if (exponent <= 0) continue;
    if (!symbol.empty()) symbol += '*';
    symbol += raised(word, exponent, '*');
  }
  for (const auto& [word, exponent] : factors) {
    if (exponent >= 0) continue;
    // A unit starts with a word: without a numerator the first one has a negative exponent instead of a slash.
    symbol += symbol.empty() ? raised(word, exponent, '*') : "/" + raised(word, -exponent, '/');
  }
  return symbol;
}

}  // namespace chokepoint::units
