//! The arithmetic that durations may be written in: `1000 * 60 * 15`, `(1000 * 60 * 60 * 24) * 7`.
//!
//! Digits, a dot, blanks and `+ - * / % ( )`, nothing else: no names, no functions, no exponents.
//! `2 (3)` multiplies; `50%` is a half, but `10 % 3` is the remainder; `100 + 10%` is 110.
//!
//! ```text
//! sum        = product { ("+" | "-") product }
//! product    = factors { ("*" | "/" | "%") factors }
//! factors    = percentage { percentage }        the second and later ones in parentheses
//! percentage = unary [ "%" ]                    when no operand follows the sign
//! unary      = { "+" | "-" } ( number | "(" sum ")" )
//! ```

/// The longest text that is read, in bytes. It also bounds how deep parentheses go.
const MAX_LENGTH: usize = 200;

/// A text that is no such expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} at character {at}")]
pub(super) struct NotArithmetic {
    /// Where, counted in characters from 1.
    pub(super) at: usize,
    /// What is wrong there.
    pub(super) what: &'static str,
}

/// Evaluates an expression to a finite number.
pub(super) fn evaluate(text: &str) -> Result<f64, NotArithmetic> {
    if text.len() > MAX_LENGTH {
        return Err(NotArithmetic { at: MAX_LENGTH + 1, what: "it is too long" });
    }
    let mut parser = Parser { rest: text.trim(), whole: text };
    let value = parser.sum()?;
    if !parser.rest.is_empty() {
        return Err(parser.fault("an operator or the end was expected"));
    }
    if value.is_finite() {
        Ok(value)
    } else {
        Err(NotArithmetic { at: 1, what: "the result is not a finite number" })
    }
}

/// A number, and whether it is a bare percentage, which `+` and `-` take of their left side.
#[derive(Clone, Copy)]
struct Value {
    number: f64,
    percentage: bool,
}

impl Value {
    const fn plain(number: f64) -> Self {
        Self { number, percentage: false }
    }
}

struct Parser<'a> {
    rest: &'a str,
    whole: &'a str,
}

impl Parser<'_> {
    fn sum(&mut self) -> Result<f64, NotArithmetic> {
        let mut left = self.product()?.number;
        while let Some(sign) = self.one_of("+-") {
            let right = self.product()?;
            let amount = if right.percentage { left * right.number } else { right.number };
            left = if sign == '+' { left + amount } else { left - amount };
        }
        Ok(left)
    }

    fn product(&mut self) -> Result<Value, NotArithmetic> {
        let (mut left, _) = self.factors()?;
        while let Some(operator) = self.one_of("*/%") {
            let (right, several) = self.factors()?;
            if several && operator != '*' {
                // `6 / 2 (3)` is 9 to some readers and 1 to others.
                return Err(
                    self.fault("a product without \"*\" follows a division, which is unclear")
                );
            }
            left = Value::plain(match operator {
                '*' => left.number * right.number,
                '/' => left.number / right.number,
                // The remainder has the sign of the divisor.
                _ => left.number - right.number * (left.number / right.number).floor(),
            });
        }
        Ok(left)
    }

    /// Factors side by side, and whether there were several.
    fn factors(&mut self) -> Result<(Value, bool), NotArithmetic> {
        let mut after_parenthesis = self.rest.starts_with('(');
        let mut left = self.percentage()?;
        let mut several = false;
        loop {
            let opens = self.rest.starts_with('(');
            let goes_on = opens || (after_parenthesis && starts_number(self.rest));
            if !goes_on {
                return Ok((left, several));
            }
            left = Value::plain(left.number * self.percentage()?.number);
            (after_parenthesis, several) = (opens, true);
        }
    }

    fn percentage(&mut self) -> Result<Value, NotArithmetic> {
        let number = self.unary()?;
        let operand_follows = self.rest.strip_prefix('%').is_some_and(|after| {
            let after = after.trim_start_matches(is_blank);
            after.starts_with(['(', '+', '-']) || starts_number(after)
        });
        if operand_follows || self.one_of("%").is_none() {
            return Ok(Value::plain(number));
        }
        Ok(Value { number: number / 100.0, percentage: true })
    }

    fn unary(&mut self) -> Result<f64, NotArithmetic> {
        match self.one_of("+-") {
            Some('-') => Ok(-self.unary()?),
            Some(_) => self.unary(),
            None => self.primary(),
        }
    }

    fn primary(&mut self) -> Result<f64, NotArithmetic> {
        if self.one_of("(").is_none() {
            return self.number();
        }
        let value = self.sum()?;
        match self.one_of(")") {
            Some(_) => Ok(value),
            None => Err(self.fault("a \")\" was expected")),
        }
    }

    fn number(&mut self) -> Result<f64, NotArithmetic> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.');
        let (digits, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        let value = digits.parse().map_err(|_| self.fault("a number was expected"))?;
        self.rest = rest.trim_start_matches(is_blank);
        Ok(value)
    }

    /// Takes one of `characters` and the blanks after it.
    fn one_of(&mut self, characters: &str) -> Option<char> {
        let first = self.rest.chars().next().filter(|c| characters.contains(*c))?;
        self.rest = self.rest.get(first.len_utf8()..)?.trim_start_matches(is_blank);
        Some(first)
    }

    fn fault(&self, what: &'static str) -> NotArithmetic {
        let read = self.whole.trim_end().len().saturating_sub(self.rest.len());
        let at = self.whole.get(..read).map_or(0, |text| text.chars().count()) + 1;
        NotArithmetic { at, what }
    }
}

fn starts_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '.')
}

fn is_blank(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_the_original() {
        for (text, expected) in [
            ("1000 * 60 * 15", 900_000.0),
            ("(1000 * 60 * 60 * 24) * 7", 604_800_000.0),
            ("2 (3)", 6.0),
            ("(2)3", 6.0),
            ("3(2)(4)", 24.0),
            ("(1+2)(3)", 9.0),
            ("2(3)/4", 1.5),
            ("10 % 3", 1.0),
            ("10%3", 1.0),
            ("10 % (3)", 1.0),
            ("-10 % 3", 2.0),
            ("10 % -3", -2.0),
            ("5 % +3", 2.0),
            ("10 % 3 % 2", 1.0),
            ("8 / 2 % 3", 1.0),
            ("2 (10) % 3", 2.0),
            ("50%", 0.5),
            ("10 %", 0.1),
            ("-50%", -0.5),
            ("50% * 2", 1.0),
            ("2 * 50%", 1.0),
            ("8/50%", 16.0),
            ("(100+10)%", 1.1),
            ("10%%3", 0.1),
            ("100 + 10%", 110.0),
            ("100 - 10%", 90.0),
            ("100 + -10%", 90.0),
            ("100+(10%)", 100.1),
            ("100 + 2 * 10%", 100.2),
            ("50%+1", 0.0),
            ("-5", -5.0),
            ("2 - -3", 5.0),
            ("++5", 5.0),
            ("2*-3", -6.0),
            ("-2 (3)", -6.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("  7\t", 7.0),
        ] {
            let value = evaluate(text).unwrap();
            assert!((value - expected).abs() < 1e-9, "{text}: {value} is not {expected}");
        }
    }

    #[test]
    fn everything_else_says_where_it_stops() {
        for (text, at) in [
            ("", 1),
            ("15m", 3),
            ("7d", 2),
            ("1e3", 2),
            (" 1 +", 5),
            ("2 3", 3),
            ("1.5.2", 1),
            (".", 1),
            ("()", 2),
            ("(1", 3),
            ("1)", 2),
            ("2**3", 3),
            ("50 %%", 6),
            ("1\n2", 2),
            ("1 + x", 5),
            ("6/2(3)", 7),
            ("1/0", 1),
            ("7 % 0", 1),
            ("0/0", 1),
            ("1,5", 2),
            ("１", 1),
        ] {
            assert_eq!(evaluate(text).map_err(|fault| fault.at), Err(at), "{text:?}");
        }
    }

    #[test]
    fn deep_nesting_is_refused_before_it_is_read() {
        assert_eq!(evaluate(&"(".repeat(100_000)).unwrap_err().at, 201);
        assert!(evaluate(&"-".repeat(MAX_LENGTH)).is_err());
    }
}
